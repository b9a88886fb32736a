"""Writes references.json: what transformers computes for small models and tokenizers of many kinds.

    pip install torch transformers safetensors numpy
    python reference.py

The weights follow from their names by a formula, so that the tests write the same models and nothing but numbers is kept.
"""
import json
import pathlib
import shutil
import tempfile
import zlib

import numpy as np
import torch
import transformers
from safetensors.numpy import save_file
from transformers import AutoModelForCausalLM, AutoTokenizer

HERE = pathlib.Path(__file__).parent
LETTERS = HERE.parent / "tiny-gpt2" / "model"
V, C, D, L, H = 40, 16, 32, 2, 2
IDS = [3, 17, 17, 5, 29, 0, 11, 8]


def pattern(name, shape):
    """Uniform in [-1, 1), multiples of 2^-15."""
    n = int(np.prod(shape))
    mask = np.uint64(0xFFFFFFFF)
    v = (np.arange(1, n + 1, dtype=np.uint64) * np.uint64(2654435761) + np.uint64(zlib.crc32(name.encode()))) & mask
    v ^= v >> np.uint64(15)
    v = (v * np.uint64(2246822519)) & mask
    v ^= v >> np.uint64(13)
    return (((v >> np.uint64(16)).astype(np.float32) - 32768) / 32768).reshape(shape)


def weights(tied):
    tensors = {}

    def put(name, *shape):
        scale, base = (0.25, 1) if ".ln_" in name and name.endswith("weight") else (0.5, 0)
        tensors[name] = pattern(name, shape) * np.float32(scale) + np.float32(base)

    put("transformer.wte.weight", V, D)
    put("transformer.wpe.weight", C, D)
    for i in range(L):
        p = f"transformer.h.{i}."
        put(p + "ln_1.weight", D)
        put(p + "ln_1.bias", D)
        put(p + "attn.c_attn.weight", D, 3 * D)
        put(p + "attn.c_attn.bias", 3 * D)
        put(p + "attn.c_proj.weight", D, D)
        put(p + "attn.c_proj.bias", D)
        put(p + "ln_2.weight", D)
        put(p + "ln_2.bias", D)
        put(p + "mlp.c_fc.weight", D, 4 * D)
        put(p + "mlp.c_fc.bias", 4 * D)
        put(p + "mlp.c_proj.weight", 4 * D, D)
        put(p + "mlp.c_proj.bias", D)
    put("transformer.ln_f.weight", D)
    put("transformer.ln_f.bias", D)
    if not tied:
        put("lm_head.weight", V, D)
    return tensors


def model(case):
    tensors = weights(case["tied"])
    if case["stored"] == "head":
        tensors["lm_head.weight"] = tensors.pop("transformer.wte.weight")
    if case["stored"] == "both":
        tensors["lm_head.weight"] = tensors["transformer.wte.weight"].copy()
    if case["stored"] == "bare":
        tensors = {name.removeprefix("transformer."): t for name, t in tensors.items()}
    folder = pathlib.Path(tempfile.mkdtemp())
    config = {"model_type": "gpt2", "architectures": ["GPT2LMHeadModel"], "activation_function": case["activation"], "vocab_size": V, "n_positions": C,
              "n_embd": D, "n_layer": L, "n_head": H, "n_inner": None, "layer_norm_epsilon": 1e-5, "tie_word_embeddings": case["tied"],
              "bos_token_id": V - 1, "eos_token_id": V - 1, "attn_pdrop": 0.0, "embd_pdrop": 0.0, "resid_pdrop": 0.0}
    (folder / "config.json").write_text(json.dumps(config))
    if case["stored"] == "shards":
        names = sorted(tensors)
        parts = {f"model-0000{i + 1}-of-00003.safetensors": names[i::3] for i in range(3)}
        for file, part in parts.items():
            save_file({name: tensors[name] for name in part}, folder / file, metadata={"format": "pt"})
        index = {"metadata": {"total_size": sum(t.nbytes for t in tensors.values())},
                 "weight_map": {name: file for file, part in parts.items() for name in part}}
        (folder / "model.safetensors.index.json").write_text(json.dumps(index))
    else:
        save_file(tensors, folder / "model.safetensors", metadata={"format": "pt"})
    loaded = AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32, attn_implementation="eager").eval()
    shutil.rmtree(folder)
    return loaded


def numbers(values):
    return [float(np.float32(v)) if abs(v) < 1e-4 else round(float(v), 6) for v in values]


def logits(case):
    with torch.no_grad():
        return numbers(model(case)(torch.tensor([IDS])).logits[0].flatten().tolist())


def training(case):
    """Loss and gradients of one row, all of whose tokens after the first are labels, and losses of four steps of AdamW."""
    m = model(case).train()
    ids = torch.tensor([IDS])
    loss = m(ids, labels=ids).loss
    loss.backward()
    gradients = {}
    for name, p in m.named_parameters():
        probe = torch.tensor(pattern(name + "#probe", tuple(p.shape)))
        gradients[name] = [float(p.grad.norm()), float((p.grad * probe).sum())]
    optimizer = torch.optim.AdamW(m.parameters(), lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.0)
    losses = []
    for _ in range(4):
        optimizer.zero_grad()
        loss = m(ids, labels=ids).loss
        losses.append(float(loss))
        loss.backward()
        optimizer.step()
    return {"gradients": gradients, "losses": losses}


MODELS = [dict(activation=a, tied=True, stored="whole") for a in
          ("gelu_new", "gelu", "gelu_fast", "gelu_pytorch_tanh", "relu", "silu", "tanh", "quick_gelu")]
MODELS += [dict(activation="gelu_new", tied=True, stored=s) for s in ("head", "both", "bare", "shards")]
MODELS += [dict(activation="gelu", tied=False, stored=s) for s in ("whole", "bare", "shards")]
TRAINED = [dict(activation=a, tied=True, stored="whole") for a in ("gelu", "relu", "silu", "tanh", "quick_gelu")]
TRAINED += [dict(activation="gelu_new", tied=False, stored="whole")]

END = "<|endoftext|>"
WITHOUT_FILE = ["tokenizer.json", "tokenizer_config.json", "special_tokens_map.json"]
PLAIN = {"tokenizer_class": "GPT2Tokenizer", "eos_token": END, "bos_token": END, "unk_token": END}


def added(content, special=False, **flags):
    return {"content": content, "single_word": False, "lstrip": False, "rstrip": False, "normalized": not special, "special": special} | flags


END_ADDED = {"299": added(END, True)}
TEMPLATE = {"type": "TemplateProcessing", "single": [{"Sequence": {"id": "A", "type_id": 0}}],
            "pair": [{"Sequence": {"id": "A", "type_id": 0}}, {"Sequence": {"id": "B", "type_id": 1}}], "special_tokens": {}}
PREFIX_TRUE = {"type": "ByteLevel", "add_prefix_space": True, "trim_offsets": True, "use_regex": True}
# remove: files taken away; write: files; patch: fields of tokenizer.json
TOKENIZERS = {
    "as it is": {},
    "prefix space in the settings": {"write": {"tokenizer_config.json": PLAIN | {"add_prefix_space": True}}},
    "prefix space in the settings, vocabulary alone":
        {"remove": WITHOUT_FILE, "write": {"tokenizer_config.json": PLAIN | {"add_prefix_space": True}}},
    "prefix space in the file alone": {"patch": {"pre_tokenizer": PREFIX_TRUE}, "write": {"tokenizer_config.json": PLAIN}},
    "prefix space in the file that counts":
        {"patch": {"pre_tokenizer": PREFIX_TRUE},
         "write": {"tokenizer_config.json": PLAIN | {"tokenizer_class": "PreTrainedTokenizerFast", "add_prefix_space": True}}},
    "normalizer in the file that counts":
        {"patch": {"normalizer": {"type": "Lowercase"}}, "write": {"tokenizer_config.json": PLAIN | {"tokenizer_class": "PreTrainedTokenizerFast"}}},
    "added tokens beside": {"write": {"tokenizer_config.json": PLAIN, "added_tokens.json": {"<|user|>": 300, "order no": 301}}},
    "added tokens beside, vocabulary alone":
        {"remove": WITHOUT_FILE, "write": {"tokenizer_config.json": PLAIN, "added_tokens.json": {"order no": 301, "<|user|>": 300}}},
    "listed tokens":
        {"write": {"tokenizer_config.json": PLAIN | {"added_tokens_decoder": END_ADDED | {"300": added("<|user|>", True), "301": added("order no")}}}},
    "listed tokens, vocabulary alone":
        {"remove": WITHOUT_FILE,
         "write": {"tokenizer_config.json": PLAIN | {"added_tokens_decoder": END_ADDED | {"300": added("<|user|>", True, rstrip=True), "301": added("order no", lstrip=True)}}}},
    "a list that makes the map be ignored":
        {"write": {"tokenizer_config.json": PLAIN | {"added_tokens_decoder": END_ADDED}, "special_tokens_map.json": {"pad_token": "[PAD]"},
                   "added_tokens.json": {"<|user|>": 300}}},
    "special tokens of the map":
        {"write": {"tokenizer_config.json": PLAIN, "special_tokens_map.json": {"pad_token": "[PAD]", "eos_token": END}}},
    "special tokens of the settings": {"write": {"tokenizer_config.json": PLAIN | {"pad_token": "[PAD]"}}},
    "special tokens described": {"write": {"tokenizer_config.json": PLAIN, "special_tokens_map.json": {
        "pad_token": {"content": "[PAD]", "lstrip": True, "rstrip": False, "normalized": False, "single_word": False}}}},
    "more special tokens":
        {"write": {"tokenizer_config.json": PLAIN | {"pad_token": "[PAD]", "additional_special_tokens": ["<|user|>", "<|bot|>"]}}},
    "special tokens in an added list, which have its ids":
        {"write": {"tokenizer_config.json": PLAIN | {"pad_token": "[PAD]"}, "added_tokens.json": {"[PAD]": 300, "order no": 301}}},
    "a special token in the file before another one":
        {"write": {"tokenizer_config.json": PLAIN},
         "patch": {"added_tokens": [added(END, True) | {"id": 299}, added("[PAD]", True) | {"id": 300}, added("order no") | {"id": 301}]}},
    "no settings": {"remove": ["tokenizer_config.json", "special_tokens_map.json"]},
    "no added tokens in the file": {"patch": {"added_tokens": []}, "write": {"tokenizer_config.json": PLAIN}},
    "a post processor that adds nothing": {"patch": {"post_processor": TEMPLATE}},
    "truncation and padding in the file": {"patch": {
        "truncation": {"direction": "Right", "max_length": 512, "strategy": "LongestFirst", "stride": 0}}},
}
TEXTS = ["Where is my order?", " Where is my order?", "my order no 4013, ORDER NO", "a[PAD] b", "<|user|> hi<|endoftext|>you  <|bot|>!", "É\n\n  😀", "1order nox"]


def tokenizer_ids(case):
    folder = pathlib.Path(tempfile.mkdtemp())
    for file in ("vocab.json", "merges.txt", "tokenizer.json", "tokenizer_config.json", "special_tokens_map.json", "config.json"):
        shutil.copy(LETTERS / file, folder / file)
    for name in case.get("remove", []):
        (folder / name).unlink()
    for name, content in case.get("write", {}).items():
        (folder / name).write_text(json.dumps(content))
    if "patch" in case:
        whole = json.loads((folder / "tokenizer.json").read_text())
        (folder / "tokenizer.json").write_text(json.dumps(whole | case["patch"]))
    tokenizer = AutoTokenizer.from_pretrained(folder)
    special = [tokenizer(text)["input_ids"] for text in TEXTS]
    plain = [tokenizer(text, split_special_tokens=True)["input_ids"] for text in TEXTS]
    shutil.rmtree(folder)
    return {"special": special, "plain": plain}


def main():
    out = {"transformers": transformers.__version__, "ids": IDS, "models": [case | {"logits": logits(case)} for case in MODELS],
           "training": [case | training(case) for case in TRAINED],
           "texts": TEXTS, "tokenizers": [{"name": name} | case | tokenizer_ids(case) for name, case in TOKENIZERS.items()]}
    lines = ["{"]
    for key, value in out.items():
        if isinstance(value, list) and value and isinstance(value[0], dict):
            lines.append(f'"{key}": [\n' + ",\n".join(json.dumps(v) for v in value) + "],")
        else:
            lines.append(f'"{key}": {json.dumps(value)},')
    lines[-1] = lines[-1].removesuffix(",") + "}"
    (HERE / "references.json").write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
