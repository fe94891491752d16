package dev.yamabiko.service.editor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.yamabiko.proto.editor.v1.Bond;
import dev.yamabiko.proto.editor.v1.Component;
import dev.yamabiko.service.ServiceError.InvalidRequest;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Operations that clients send, the hostile ones too. */
@Timeout(20)
class OperationFormTest {

    private static final EditorLimits LIMITS = new EditorLimits(3, 8, 1);

    @Test
    void shouldReadWhatItWrites() {
        List<Component> components = List.of(
                retain(2),
                Component.newBuilder().setInsert("a😀").setBond(Bond.BOND_AFTER).build(),
                delete(3));

        assertThat(OperationForm.write(OperationForm.checked(components, LIMITS)))
                .isEqualTo(components);
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource("hostile")
    void shouldNameWhatIsWrong(List<Component> components, String wrong) {
        assertThatThrownBy(() -> OperationForm.checked(components, LIMITS))
                .isInstanceOf(InvalidRequest.class)
                .hasMessageContaining(wrong);
    }

    private static Stream<Arguments> hostile() {
        return Stream.of(
                Arguments.of(List.of(retain(0)), "operation.retain: 0 (expected: 1 to"),
                Arguments.of(List.of(retain(-5)), "operation.retain: -5 (expected: 1 to"),
                Arguments.of(List.of(delete(Integer.MIN_VALUE)), "operation.delete: -2147483648 (expected: 1 to"),
                Arguments.of(List.of(insert("")), "operation.insert: 0 (expected: 1 to 8)"),
                Arguments.of(List.of(insert("😀😀a")), "operation.insert: 9 (expected: 1 to 8)"),
                Arguments.of(List.of(Component.getDefaultInstance()), "operation: empty component"),
                Arguments.of(
                        List.of(insert("a").toBuilder().setBondValue(9).build()),
                        "operation.bond: 9 (expected: a value of Bond)"),
                Arguments.of(Collections.nCopies(4, retain(1)), "operation: 4 (expected: 0 to 3)"),
                Arguments.of(
                        List.of(retain(Integer.MAX_VALUE), delete(Integer.MAX_VALUE)),
                        "operation: 4294967294 (expected: 0 to 2147483647)"));
    }

    private static Component retain(int length) {
        return Component.newBuilder().setRetain(length).build();
    }

    private static Component delete(int length) {
        return Component.newBuilder().setDelete(length).build();
    }

    private static Component insert(String text) {
        return Component.newBuilder().setInsert(text).build();
    }
}
