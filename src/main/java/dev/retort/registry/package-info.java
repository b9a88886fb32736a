/**
 * Model versions as immutable folders: weights in fp32, manifest, model card and lineage, in an artifact store that is a directory.
 * In go a Hugging Face model folder and a draft of where it came from; every file is digested and the version is named after its content.
 * Out come verified folders to load, their manifests, and an exception that names the file when a folder is not what was published.
 */
@NullMarked
package dev.retort.registry;

import org.jspecify.annotations.NullMarked;
