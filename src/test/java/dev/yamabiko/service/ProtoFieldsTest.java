package dev.yamabiko.service;

import static dev.yamabiko.service.WireBytes.wire;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(10)
class ProtoFieldsTest {

    @Test
    void shouldWalkEveryKindOfField() {
        WireBytes message = wire().varint(1, -1)
                .text(2, "two")
                .tag(3, 1)
                .raw(1, 2, 3, 4, 5, 6, 7, 8)
                .tag(4, 5)
                .raw(1, 2, 3, 4)
                .varint((1 << 29) - 1, 7);

        assertThat(walk(message.toBytes())).containsExactly("1:0:-1", "2:2:3 bytes", "3:1", "4:5", "536870911:0:7");
    }

    @Test
    void shouldSeeOnlyThePartItWasGiven() {
        // Given
        byte[] bytes = wire().varint(9, 9).varint(1, 5).varint(8, 8).toBytes();

        // When
        ProtoFields fields = new ProtoFields().reset(bytes, 2, 4);

        // Then
        assertThat(fields.next()).isTrue();
        assertThat(fields.is(1, ProtoFields.VARINT)).isTrue();
        assertThat(fields.varint()).isEqualTo(5);
        assertThat(fields.next()).isFalse();
    }

    @Test
    void shouldTakePaddedVarints() {
        assertThat(walk(wire().raw(0x88, 0x80, 0x00, 0x85, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x00)
                        .toBytes()))
                .containsExactly("1:0:5");
    }

    @Test
    void shouldReadTheLargestNumbers() {
        assertThat(walk(wire().varint(1, Long.MIN_VALUE)
                        .varint(1, Long.MAX_VALUE)
                        .toBytes()))
                .containsExactly("1:0:" + Long.MIN_VALUE, "1:0:" + Long.MAX_VALUE);
    }

    static List<WireBytes> malformed() {
        return List.of(
                wire().raw(0x80),
                wire().raw(0x08),
                wire().raw(0x08, 0x80),
                wire().raw(0x12),
                wire().raw(0x12, 0x05, 1, 2, 3, 4),
                wire().tag(2, 2).raw(0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01),
                wire().tag(2, 2).raw(0x80, 0x80, 0x80, 0x80, 0x10),
                wire().tag(3, 1).raw(1, 2, 3, 4, 5, 6, 7),
                wire().tag(3, 5).raw(1, 2, 3),
                wire().tag(3, 3).tag(3, 4),
                wire().tag(3, 4),
                wire().tag(3, 6).raw(0),
                wire().tag(3, 7).raw(0),
                wire().tag(0, 0).raw(1),
                wire().raw(0x80, 0x80, 0x80, 0x80, 0x10, 0),
                wire().tag(1, 0).raw(0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x01),
                wire().tag(1, 0).raw(0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x02),
                wire().tag(1, 0).raw(0x85, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x00));
    }

    @ParameterizedTest
    @MethodSource("malformed")
    void shouldRefuseWhatIsNoMessage(WireBytes message) {
        assertThatExceptionOfType(ServiceError.MalformedMessage.class).isThrownBy(() -> walk(message.toBytes()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "eight by", "more than eight bytes", "größer", "日本語", "12345678é", "🏔"})
    void shouldAcceptValidUtf8(String text) {
        ProtoFields fields = new ProtoFields();
        byte[] bytes = wire().text(1, text).toBytes();
        fields.reset(bytes, 0, bytes.length).next();

        fields.requireUtf8();

        assertThat(fields.length()).isEqualTo(bytes.length - 2);
    }

    @Test
    void shouldRefuseInvalidUtf8WhereverItStands() {
        int[][] invalid = {{0xFF}, {0xC0, 0x80}, {0xED, 0xA0, 0x80}, {0xE3, 0x81}, {0xF4, 0x90, 0x80, 0x80}, {0x80}};
        for (int[] bad : invalid) {
            for (int before = 0; before < 20; before++) {
                WireBytes text = wire();
                for (int i = 0; i < before; i++) {
                    text.raw('a');
                }
                byte[] bytes = wire().bytes(1, text.raw(bad).toBytes()).toBytes();
                ProtoFields fields = new ProtoFields().reset(bytes, 0, bytes.length);
                fields.next();

                assertThatExceptionOfType(ServiceError.MalformedMessage.class)
                        .as("%d bytes before", before)
                        .isThrownBy(fields::requireUtf8);
            }
        }
    }

    private static List<String> walk(byte[] message) {
        ProtoFields fields = new ProtoFields().reset(message, 0, message.length);
        List<String> seen = new ArrayList<>();
        while (fields.next()) {
            String value = switch (fields.wireType()) {
                case ProtoFields.VARINT -> ":" + fields.varint();
                case ProtoFields.BYTES -> ":" + fields.length() + " bytes";
                default -> "";
            };
            seen.add(fields.number() + ":" + fields.wireType() + value);
        }
        return seen;
    }
}
