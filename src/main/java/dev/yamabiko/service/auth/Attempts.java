package dev.yamabiko.service.auth;

import dev.yamabiko.config.Network;
import dev.yamabiko.config.UsersConfig;
import dev.yamabiko.service.ClockMeter;
import dev.yamabiko.user.Email;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.TimeMeter;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.random.RandomGenerator;

/**
 * Logins that may still fail at this node: for an email, whether anybody has it or not, and from an address.
 * Thread-safe.
 */
public final class Attempts {

    private final Tries emails;
    private final Tries addresses;

    /** As many as the configuration says. */
    public Attempts(UsersConfig.Attempts config, Clock clock, RandomGenerator random) {
        TimeMeter time = new ClockMeter(clock);
        this.emails = new Tries(
                config.account(), Duration.ofSeconds(config.accountSeconds()), config.remembered(), time, random);
        this.addresses = new Tries(
                config.address(), Duration.ofSeconds(config.addressSeconds()), config.remembered(), time, random);
    }

    /**
     * What an attempt has taken.
     *
     * @param taken from each of these
     */
    record Attempt(List<Bucket> taken) {

        /** It did not fail, or not for anything the client did. */
        void giveBack() {
            taken.forEach(bucket -> bucket.addTokens(1));
        }
    }

    /** One attempt with an email; throws {@link dev.yamabiko.user.UserError.TooManyAttempts}. */
    Attempt login(String email, String address) {
        Attempt here = refresh(address);
        Email known = Email.of(email);
        try {
            Bucket taken = emails.take(known == null ? email.toLowerCase(Locale.ROOT) : known.key());
            return new Attempt(List.of(here.taken.get(0), taken));
        } catch (RuntimeException tooMany) {
            here.giveBack();
            throw tooMany;
        }
    }

    /** One attempt with a token; throws {@link dev.yamabiko.user.UserError.TooManyAttempts}. */
    Attempt refresh(String address) {
        return new Attempt(List.of(addresses.take(Network.countedAs(address))));
    }
}
