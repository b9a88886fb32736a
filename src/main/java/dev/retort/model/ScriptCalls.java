package dev.retort.model;

import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.IValue;

/** Calls as PyTorch takes them: a method's name, and its arguments in their order. */
final class ScriptCalls {
    private static final ClassValue<List<Method>> COMPONENTS = new ClassValue<>() {
        @Override
        protected List<Method> computeValue(Class<?> type) {
            if (!type.isRecord()) {
                throw new IllegalArgumentException(type + " is no record: its components would have no order");
            }
            return Stream.of(type.getRecordComponents()).map(RecordComponent::getAccessor)
                    .peek(accessor -> accessor.setAccessible(true)) // calls are their packages' own
                    .toList();
        }
    };
    private static final ClassValue<String> METHOD = new ClassValue<>() {
        @Override
        protected String computeValue(Class<?> type) {
            String name = type.getSimpleName();
            return Character.toLowerCase(name.charAt(0)) + snakeCase(name.substring(1));
        }
    };

    private ScriptCalls() {}

    static String method(ScriptCall call) {
        return method(call.getClass());
    }

    static String method(Class<?> call) {
        return METHOD.get(call);
    }

    /** The name that the program gives to what is {@code camelCase} here. */
    static String snakeCase(String name) {
        return name.replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
    }

    /** The arguments; the caller closes them. */
    static IValue[] arguments(ScriptCall call) {
        List<IValue> values = new ArrayList<>();
        add(call, values);
        return values.toArray(IValue[]::new);
    }

    private static void add(Object record, List<IValue> values) {
        for (Method component : COMPONENTS.get(record.getClass())) {
            Object value = read(component, record);
            if (value instanceof Record part) {
                add(part, values);
            } else {
                values.add(value(value));
            }
        }
    }

    /** The same for a method that is to learn, whose arguments have names: elements of a list have the list's. Numbers belong to {@code manager}. */
    static NDList arrays(ScriptCall call, NDManager manager) {
        NDList arrays = new NDList();
        for (Method component : COMPONENTS.get(call.getClass())) {
            Object value = read(component, call);
            if (value instanceof List<?> elements) {
                String name = snakeCase(component.getName()) + "[]";
                elements.stream().flatMap(ScriptCalls::tensors).forEach(array -> {
                    array.setName(name);
                    arrays.add(array);
                });
            } else if (value instanceof ScriptNumbers numbers) {
                arrays.add(manager.create(
                        COMPONENTS.get(numbers.getClass()).stream().mapToDouble(number -> (double) read(number, numbers)).toArray()));
            } else {
                arrays.add((NDArray) value);
            }
        }
        return arrays;
    }

    private static Stream<NDArray> tensors(Object element) {
        return element instanceof Record record
                ? COMPONENTS.get(record.getClass()).stream().map(component -> (NDArray) read(component, record))
                : Stream.of((NDArray) element);
    }

    private static Object read(Method component, Object record) {
        try {
            return component.invoke(record);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(component + " can't be read", e);
        }
    }

    private static IValue value(Object value) {
        if (value instanceof Long number) {
            return IValue.from(number);
        }
        if (value instanceof Double number) {
            return IValue.from(number);
        }
        if (value instanceof Boolean flag) {
            return IValue.from(flag);
        }
        if (value instanceof PtNDArray tensor) {
            return IValue.from(tensor);
        }
        if (value instanceof double[] numbers) {
            return IValue.listFrom(numbers);
        }
        if (value instanceof int[] numbers) {
            long[] longs = new long[numbers.length];
            for (int i = 0; i < longs.length; i++) {
                longs[i] = numbers[i];
            }
            return IValue.listFrom(longs);
        }
        if (value instanceof List<?> tensors) {
            return IValue.listFrom(tensors.toArray(PtNDArray[]::new));
        }
        throw new IllegalArgumentException("an argument can't be a " + value.getClass().getName());
    }
}
