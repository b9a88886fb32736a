package dev.retort.model;

/**
 * A call of a TorchScript program's method. It is a record, and it names what the program knows by place alone: the record's name is the method's,
 * {@code HistoryOf} for {@code history_of}, and its components are the arguments in their order, {@code topK} for {@code top_k}. A component that is a
 * record itself stands for its own components.
 */
public interface ScriptCall {}
