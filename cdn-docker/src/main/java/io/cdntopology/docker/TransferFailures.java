package io.cdntopology.docker;

import com.github.dockerjava.api.exception.DockerException;
import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.failure.Problem;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What it means when a pull, push or login fails, and what to do about it. Engines and registries tell it as text only, so the
 * text is what is gone by; it is told on without credentials and queries of URLs, which may be signed.
 *
 * @param attempted what was attempted, for reports
 * @param where     what it was attempted on, for reports
 * @param registry  that it was attempted at
 * @param login     that was given along
 * @param engine    failures of the engine itself
 */
record TransferFailures(
        String attempted, String where, RegistryHost registry, Optional<RegistryLogin> login, EngineFailures engine) {
    private static final int BAD_REQUEST = 400;
    private static final Pattern USER_INFO = Pattern.compile("://[^/\\s\"'@]*@");
    private static final Pattern QUERY = Pattern.compile("(://[^\\s\"'?]*)\\?[^\\s\"']*");
    private static final Pattern LOGIN_WANTED = text("no basic auth credentials|unauthorized|authentication required"
            + "|incorrect username or password|HTTP 40[13]|status:? 40[13]|401 Unauthorized|403 Forbidden");
    private static final Pattern LOGIN_DENIED = text("\\bdenied\\b");
    private static final String AGAIN = "see whether it runs, and what its log says, then try again";

    /** What a text means, and what to do; {@code %s} is the registry. */
    private record Meaning(Pattern text, ErrorCode code, String why, String fix) {
        Meaning(String text, ErrorCode code, String why, String fix) {
            this(TransferFailures.text(text), code, why, fix);
        }
    }

    /** Why the engine, or its machine, cannot do it whatever the registry thinks. */
    private static final List<Meaning> BEFORE_LOGIN = List.of(
            new Meaning(
                    "no space left on device|disk quota exceeded",
                    ErrorCode.IMAGE_NOT_TRANSFERRED,
                    "a disk is full",
                    "free space on the machine of the engine: docker system df shows what takes it"),
            new Meaning(
                    "x509:|unknown authority|failed to verify certificate|bad certificate",
                    ErrorCode.REGISTRY_REFUSED,
                    "the engine does not trust the certificate of %s",
                    "if it is the right one, put its authority into /etc/docker/certs.d/%s/ca.crt on the machine of the"
                            + " engine"),
            new Meaning(
                    "server gave HTTP response to HTTPS client|first record does not look like a TLS handshake",
                    ErrorCode.REGISTRY_REFUSED,
                    "%s does not speak TLS",
                    "put it behind TLS, or add it to insecure-registries of the engine's /etc/docker/daemon.json"));

    private static final List<Meaning> AFTER_LOGIN = List.of(
            new Meaning(
                    "does not exist locally",
                    ErrorCode.IMAGE_NOT_FOUND,
                    "the engine has no such image",
                    "build or pull it first"),
            new Meaning(
                    "no matching manifest|image operating system",
                    ErrorCode.IMAGE_NOT_FOUND,
                    "there is no such image for the kind of machine that the engine runs on",
                    "give an image that was built for it"),
            new Meaning(
                    "pull access denied|repository does not exist|no pull access",
                    ErrorCode.IMAGE_NOT_FOUND,
                    "%s has no such image, or does not show it",
                    "correct the name, or give credentials that may see it"),
            new Meaning(
                    "manifest unknown|manifest for .* not found|manifest invalid|name unknown|\\bnot found\\b",
                    ErrorCode.IMAGE_NOT_FOUND,
                    "%s has no such image",
                    "correct name and tag, or push it there"));

    private static final List<Meaning> OTHERWISE = List.of(
            new Meaning(
                    "toomanyrequests|too many requests|rate limit",
                    ErrorCode.IMAGE_NOT_TRANSFERRED,
                    "%s allows no more requests for now",
                    "wait, or give credentials that may make more"),
            new Meaning(
                    "connection refused|no such host|timeout|unreachable|no route to host|deadline exceeded"
                            + "|connection reset|server misbehaving|\\bEOF\\b|broken pipe|name resolution",
                    ErrorCode.IMAGE_NOT_TRANSFERRED,
                    "the engine cannot reach %s",
                    AGAIN),
            new Meaning("\\b50[0-9]\\b", ErrorCode.IMAGE_NOT_TRANSFERRED, "%s failed", AGAIN));

    /** What is wrong when it did not end well; empty if it did, as far as the engine told. */
    Optional<CdnException> of(TransferEnd end) {
        if (end instanceof TransferEnd.Told told) {
            return Optional.of(told(told.said()));
        }
        if (end instanceof TransferEnd.NotBegun notBegun) {
            return Optional.of(notBegun(notBegun.failure()));
        }
        if (end instanceof TransferEnd.BrokenOff brokenOff) {
            return Optional.of(failure(
                    "the engine broke off what it tells of it" + said(masked(String.valueOf(brokenOff.failure()))),
                    "see whether the engine was restarted: journalctl -u docker; then try again"));
        }
        if (end instanceof TransferEnd.Silent silent) {
            return Optional.of(failure(
                    "the engine told nothing for " + silent.limit(),
                    "see whether the engine reaches " + registry + ", then try again"));
        }
        if (end instanceof TransferEnd.TooLate tooLate) {
            return Optional.of(failure(
                    "it was not done within " + tooLate.limit(),
                    "see how fast the engine reaches " + registry + ", or allow more time"));
        }
        return Optional.empty();
    }

    /** The engine told no error, and yet it is not done. */
    CdnException notDone(String why) {
        return failure(why, "try again; if it stays, see the log of the engine: journalctl -u docker");
    }

    /** What is wrong when a call that had the engine ask the registry failed. */
    CdnException notBegun(Throwable thrown) {
        if (thrown instanceof DockerException answer && answer.getHttpStatus() != BAD_REQUEST) {
            return told(EngineFailures.message(answer));
        }
        return engine.of(attempted, thrown);
    }

    /** The cause is left out on purpose: its message repeats what was said unmasked. */
    CdnException told(String said) {
        String text = masked(said);
        return find(BEFORE_LOGIN, text)
                .or(() -> LOGIN_WANTED.matcher(text).find() ? Optional.of(login(text)) : Optional.empty())
                .or(() -> find(AFTER_LOGIN, text))
                .or(() -> LOGIN_DENIED.matcher(text).find() ? Optional.of(login(text)) : Optional.empty())
                .or(() -> find(OTHERWISE, text))
                .orElseGet(() -> failure(
                        "the engine says: " + EngineFailures.quoted(text),
                        "see the log of the engine, journalctl -u docker, then try again"));
    }

    private Optional<CdnException> find(List<Meaning> meanings, String text) {
        return meanings.stream()
                .filter(meaning -> meaning.text().matcher(text).find())
                .findFirst()
                .map(meaning -> failure(
                        meaning.code(),
                        meaning.why().replace("%s", registry.value()) + said(text),
                        meaning.fix().replace("%s", registry.value())));
    }

    private CdnException login(String text) {
        String why = login.map(given -> registry + " refuses user '" + given.user() + "'")
                .orElse(registry + " wants credentials, and none are given for it");
        String fix = login.isPresent()
                ? "correct them, or have the user allowed to do this"
                : "give RegistryCredentials.of(\"" + registry + "\", user, password), or docker login " + registry
                        + " and RegistryCredentials.dockerConfig()";
        return failure(ErrorCode.CREDENTIALS_REFUSED, why + said(text), fix);
    }

    private static String said(String text) {
        return " (" + EngineFailures.quoted(text) + ")";
    }

    private String masked(String text) {
        String bare =
                QUERY.matcher(USER_INFO.matcher(text).replaceAll("://***@")).replaceAll("$1?***");
        return login.map(given -> given.mask(bare)).orElse(bare);
    }

    private CdnException failure(String why, String fix) {
        return failure(ErrorCode.IMAGE_NOT_TRANSFERRED, why, fix);
    }

    private CdnException failure(ErrorCode code, String why, String fix) {
        return CdnException.of(code, attempted, new Problem(where, why, fix));
    }

    private static Pattern text(String expression) {
        return Pattern.compile(expression, Pattern.CASE_INSENSITIVE);
    }
}
