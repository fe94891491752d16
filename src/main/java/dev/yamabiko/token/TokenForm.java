package dev.yamabiko.token;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A token taken apart (RFC 7515, 7.1), nothing of it checked but its form: three parts of base64url as one encodes
 * them, each name once, and no header that would say where its key is or that wants more of us. Immutable.
 *
 * @param token as it came
 * @param keyId which key it claims
 * @param algorithm which algorithm it claims
 * @param signatureBytes length of its signature
 * @param claims what it says
 */
record TokenForm(String token, String keyId, TokenAlgorithm algorithm, int signatureBytes, ObjectNode claims) {

    /** Longer ones would not fit into the headers of a call with anything else. */
    static final int MAX_CHARACTERS = 8_192;

    private static final Pattern COMPACT = Pattern.compile("([\\w-]+)\\.([\\w-]+)\\.([\\w-]+)");
    private static final Set<String> HEADERS = Set.of("alg", "kid", "typ");
    private static final Set<String> TYPES = Set.of("JWT", "at+jwt");
    private static final int MAX_DEPTH = 4;

    private static final JsonFactory STRICT = new JsonFactoryBuilder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxNumberLength(20)
                    .maxStringLength(MAX_CHARACTERS)
                    .build())
            .build();
    private static final ObjectReader JSON = new ObjectMapper(STRICT)
            .reader(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .forType(JsonNode.class);

    /** Takes it apart, or refuses it. */
    static TokenForm of(String token) {
        if (token.length() > MAX_CHARACTERS) {
            throw new TokenRefused("too long");
        }
        var parts = COMPACT.matcher(token);
        if (!parts.matches()) {
            throw new TokenRefused("not three parts of base64url");
        }
        ObjectNode header = object(parts.group(1));
        header.fieldNames().forEachRemaining(name -> {
            if (!HEADERS.contains(name)) {
                throw new TokenRefused("a header that is not taken");
            }
        });
        if (header.has("typ") && !TYPES.contains(text(header, "typ"))) {
            throw new TokenRefused("another type");
        }
        TokenAlgorithm algorithm = TokenAlgorithm.of(text(header, "alg"))
                .orElseThrow(() -> new TokenRefused("an algorithm that is not taken"));
        int signature = bytes(parts.group(3)).length;
        return new TokenForm(token, text(header, "kid"), algorithm, signature, object(parts.group(2)));
    }

    /** A text among the members of an object, which must be there. */
    static String text(ObjectNode object, String name) {
        JsonNode value = object.get(name);
        if (value == null || !value.isTextual()) {
            throw new TokenRefused(name + " is no text");
        }
        return value.textValue();
    }

    private static ObjectNode object(String part) {
        try {
            ByteBuffer bytes = ByteBuffer.wrap(bytes(part));
            JsonNode whole = JSON.readValue(
                    StandardCharsets.UTF_8.newDecoder().decode(bytes).toString());
            if (whole instanceof ObjectNode object) {
                return object;
            }
            throw new TokenRefused("no JSON object");
        } catch (CharacterCodingException error) {
            throw new TokenRefused("no UTF-8");
        } catch (IOException error) {
            throw new TokenRefused("no JSON");
        }
    }

    /** Only the one encoding that each sequence of bytes has: others would be further tokens of the same signature. */
    private static byte[] bytes(String part) {
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(part);
            if (Base64.getUrlEncoder().withoutPadding().encodeToString(bytes).equals(part)) {
                return bytes;
            }
            throw new TokenRefused("base64url with loose ends");
        } catch (IllegalArgumentException error) {
            throw new TokenRefused("no base64url");
        }
    }
}
