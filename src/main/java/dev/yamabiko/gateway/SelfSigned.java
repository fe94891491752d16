package dev.yamabiko.gateway;

import io.netty.util.NetUtil;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Collection;
import java.util.Date;
import java.util.random.RandomGenerator;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.ExtensionsGenerator;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x509.TBSCertificate;
import org.bouncycastle.asn1.x509.Time;
import org.bouncycastle.asn1.x509.V3TBSCertificateGenerator;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;

/**
 * A certificate that nobody vouches for but itself (RFC 5280), with its key: clients have to be given it. It vouches
 * for no other one. Immutable.
 *
 * @param certificate PEM
 * @param key PEM
 */
record SelfSigned(String certificate, String key) {

    /** There are clients that take none that lasts longer: 825 days (CA/Browser Forum, ballot 193). */
    private static final Duration LIFE = Duration.ofDays(730);

    /** Clocks differ. */
    private static final Duration EARLIER = Duration.ofDays(1);

    private static final int SERIAL_BYTES = 16;
    private static final X500Name NAME = new X500Name("CN=yamabiko");
    private static final AlgorithmIdentifier ECDSA = new AlgorithmIdentifier(X9ObjectIdentifiers.ecdsa_with_SHA256);

    /** One for these names and addresses, from now on. */
    static SelfSigned of(Collection<String> names, Instant now, RandomGenerator random) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            KeyPair pair = generator.generateKeyPair();
            V3TBSCertificateGenerator draft = new V3TBSCertificateGenerator();
            byte[] serial = new byte[SERIAL_BYTES];
            random.nextBytes(serial);
            draft.setSerialNumber(new ASN1Integer(new BigInteger(1, serial)));
            draft.setIssuer(NAME);
            draft.setSubject(NAME);
            draft.setStartDate(new Time(Date.from(now.minus(EARLIER))));
            draft.setEndDate(new Time(Date.from(now.plus(LIFE))));
            draft.setSubjectPublicKeyInfo(
                    SubjectPublicKeyInfo.getInstance(pair.getPublic().getEncoded()));
            draft.setSignature(ECDSA);
            ExtensionsGenerator extensions = new ExtensionsGenerator();
            extensions.addExtension(Extension.subjectAlternativeName, false, alternatives(names));
            draft.setExtensions(extensions.generate());
            return new SelfSigned(
                    pem("CERTIFICATE", signed(draft.generateTBSCertificate(), pair)),
                    pem("PRIVATE KEY", pair.getPrivate().getEncoded()));
        } catch (GeneralSecurityException | IOException impossible) {
            throw new IllegalStateException(impossible); // every JDK has what this takes
        }
    }

    /** Never shows the key. */
    @Override
    public String toString() {
        return "certificate";
    }

    private static GeneralNames alternatives(Collection<String> names) {
        return new GeneralNames(names.stream()
                .map(name -> new GeneralName(isAddress(name) ? GeneralName.iPAddress : GeneralName.dNSName, name))
                .toArray(GeneralName[]::new));
    }

    private static boolean isAddress(String name) {
        return NetUtil.isValidIpV4Address(name) || NetUtil.isValidIpV6Address(name);
    }

    private static byte[] signed(TBSCertificate draft, KeyPair pair) throws GeneralSecurityException, IOException {
        Signature signature = Signature.getInstance("SHA256withECDSA");
        signature.initSign(pair.getPrivate());
        signature.update(draft.getEncoded(ASN1Encoding.DER));
        return new DERSequence(new ASN1Encodable[] {draft, ECDSA, new DERBitString(signature.sign())})
                .getEncoded(ASN1Encoding.DER);
    }

    private static String pem(String kind, byte[] der) {
        String body = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                .encodeToString(der);
        return "-----BEGIN " + kind + "-----\n" + body + "\n-----END " + kind + "-----\n";
    }
}
