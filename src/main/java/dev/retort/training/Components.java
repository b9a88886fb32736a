package dev.retort.training;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.function.Function;

/** Components of records by name, so that a table of them need not repeat what the records say. */
final class Components {
    private Components() {}

    /** @throws IllegalArgumentException if the record type has no such component */
    static RecordComponent find(Class<?> type, String name) {
        return Arrays.stream(type.getRecordComponents()).filter(component -> component.getName().equals(name)).findFirst()
                .orElseThrow(() -> new IllegalArgumentException(type.getSimpleName() + " has no component " + name));
    }

    static Object get(Record record, RecordComponent component) {
        try {
            return component.getAccessor().invoke(record);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(record.getClass() + " cannot be read", e);
        }
    }

    static Object get(Record record, String name) {
        return get(record, find(record.getClass(), name));
    }

    /** A copy in which one component has another value. */
    static Record with(Record record, String name, Object value) {
        find(record.getClass(), name);
        return of(record.getClass(), component -> component.getName().equals(name) ? value : get(record, component));
    }

    /**
     * A record of given values.
     *
     * @throws IllegalArgumentException if the record refuses them
     */
    static <R extends Record> R of(Class<R> type, Function<RecordComponent, Object> values) {
        RecordComponent[] components = type.getRecordComponents();
        try {
            Constructor<R> constructor = type
                    .getDeclaredConstructor(Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new));
            return constructor.newInstance(Arrays.stream(components).map(values).toArray());
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof RuntimeException refused) {
                throw refused;
            }
            throw new IllegalStateException(type + " cannot be made", e);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(type + " cannot be made", e);
        }
    }
}
