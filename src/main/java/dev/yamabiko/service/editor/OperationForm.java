package dev.yamabiko.service.editor;

import dev.yamabiko.proto.editor.v1.Bond;
import dev.yamabiko.proto.editor.v1.Component;
import dev.yamabiko.service.FieldRules;
import dev.yamabiko.service.editor.Step.Delete;
import dev.yamabiko.service.editor.Step.Insert;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Operations as clients and records have them. Stateless. */
final class OperationForm {

    private OperationForm() {}

    /**
     * The operation that a client asks for.
     *
     * @throws dev.yamabiko.service.ServiceError.InvalidRequest naming what is wrong with it
     */
    static Operation checked(List<Component> components, EditorLimits limits) {
        FieldRules rules = new FieldRules();
        rules.range("operation", components.size(), 0, limits.maxComponents());
        long reach = 0;
        for (Component component : components) {
            switch (component.getKindCase()) {
                case RETAIN -> rules.range("operation.retain", component.getRetain(), 1, Integer.MAX_VALUE);
                case DELETE -> rules.range("operation.delete", component.getDelete(), 1, Integer.MAX_VALUE);
                case INSERT -> checkInsert(component, limits, rules);
                case KIND_NOT_SET ->
                    rules.require(false, "operation", "empty component (expected: retain, insert or delete)");
            }
            reach += (long) component.getRetain() + component.getDelete();
        }
        rules.range("operation", reach, 0, Integer.MAX_VALUE).check();
        return read(components);
    }

    /** An operation that is kept. */
    static Operation read(List<Component> components) {
        Operation.Builder operation = new Operation.Builder();
        for (Component component : components) {
            switch (component.getKindCase()) {
                case RETAIN -> operation.retain(component.getRetain());
                case DELETE -> operation.delete(component.getDelete(), component.getDeleted());
                case INSERT -> operation.insert(Insert.of(component.getInsert(), component.getBond()));
                case KIND_NOT_SET -> {}
            }
        }
        return operation.build();
    }

    /** The same for a record. */
    static List<Component> write(Operation operation) {
        return operation.steps().stream().map(OperationForm::write).toList();
    }

    private static Component write(Step step) {
        Component.Builder component = Component.newBuilder();
        if (step instanceof Insert insert) {
            component.setInsert(insert.text()).setBond(insert.bond());
        } else if (step instanceof Delete delete) {
            component.setDelete(delete.length()).setDeleted(delete.text());
        } else {
            component.setRetain(step.length());
        }
        return component.build();
    }

    private static void checkInsert(Component component, EditorLimits limits, FieldRules rules) {
        String insert = component.getInsert();
        int bytes = insert.getBytes(StandardCharsets.UTF_8).length;
        boolean whole =
                insert.codePoints().noneMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE);
        rules.range("operation.insert", bytes, 1, limits.maxInsertBytes())
                .require(whole, "operation.insert", "half a surrogate pair (expected: whole code points)");
        rules.require(
                component.getBond() != Bond.UNRECOGNIZED,
                "operation.bond",
                component.getBondValue() + " (expected: a value of Bond)");
    }
}
