package io.cdntopology.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import io.cdntopology.failure.Problem;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("What edges say besides content")
class EdgeConfigurationTest {
    private static FileRule rule(String pattern, String value) {
        return new FileRule(new PathPattern(pattern), value);
    }

    @Test
    @DisplayName("is by default three headers for the safety of who reads")
    void defaults() {
        assertThat(EdgeConfiguration.DEFAULT)
                .isEqualTo(EdgeConfiguration.builder().build());
        assertThat(EdgeConfiguration.DEFAULT.cacheControl()).isEmpty();
        assertThat(EdgeConfiguration.DEFAULT.headers())
                .extracting(ResponseHeader::name, ResponseHeader::value, ResponseHeader::files)
                .containsExactly(
                        tuple("X-Content-Type-Options", "nosniff", List.of()),
                        tuple("X-Frame-Options", "SAMEORIGIN", List.of()),
                        tuple("Referrer-Policy", "strict-origin-when-cross-origin", List.of()));
    }

    @Test
    @DisplayName("replaces, leaves out and adds headers, in the order in which they are given")
    void headers() {
        EdgeConfiguration configuration = EdgeConfiguration.builder()
                .header("x-frame-options", "DENY")
                .header("/b/**", "Referrer-Policy", "origin")
                .withoutHeader("/a/**", "referrer-policy")
                .withoutHeader("X-Content-Type-Options")
                .header("/fonts/**", "Access-Control-Allow-Origin", "*")
                .cacheControl("/a/**", "no-store")
                .cacheControl("/**", "max-age=1")
                .build();

        assertThat(configuration.headers())
                .containsExactly(
                        new ResponseHeader("X-Content-Type-Options", "", List.of()),
                        new ResponseHeader("x-frame-options", "DENY", List.of()),
                        new ResponseHeader(
                                "Referrer-Policy",
                                "strict-origin-when-cross-origin",
                                List.of(rule("/b/**", "origin"), rule("/a/**", ""))),
                        new ResponseHeader("Access-Control-Allow-Origin", "", List.of(rule("/fonts/**", "*"))));
        assertThat(configuration.cacheControl()).containsExactly(rule("/a/**", "no-store"), rule("/**", "max-age=1"));
    }

    @Test
    @DisplayName("names all mistakes at once")
    void namesAllMistakes() {
        EdgeConfigurationBuilder builder = EdgeConfiguration.builder()
                .cacheControl("assets", "no-store")
                .cacheControl("/a", "max-age 1")
                .cacheControl("/b", "")
                .cacheControl("/c", "no-store, private=\"$x\"")
                .header("X Y", "1")
                .header("Content-Type", "text/html")
                .header("expires", "0")
                .header("X-Empty", "")
                .header("/x/", "X-Pattern", "1")
                .header("/x", "X-Value", "a\r\nSet-Cookie: b")
                .withoutHeader("X-Frame-Option")
                .rateLimit(RateLimit.perSecond(0, -1))
                .rateLimit("/r", RateLimit.perMinute(6_000_001, 1_000_001))
                .rateLimit("r", RateLimit.perMinute(1, 0))
                .header("", "X-No-Pattern", "1");

        CdnException failure = catchThrowableOfType(CdnException.class, builder::build);

        assertThat(failure.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT);
        assertThat(failure.problems())
                .extracting(Problem::where)
                .containsExactlyInAnyOrder(
                        "pattern \"assets\"",
                        "cacheControl(\"/a\")",
                        "cacheControl(\"/b\")",
                        "cacheControl(\"/c\")",
                        "header(\"X Y\")",
                        "header(\"Content-Type\")",
                        "header(\"expires\")",
                        "header(\"X-Empty\")",
                        "pattern \"/x/\"",
                        "header(\"/x\", \"X-Value\")",
                        "withoutHeader(\"X-Frame-Option\")",
                        "rateLimit(\"/**\")",
                        "rateLimit(\"/**\")",
                        "rateLimit(\"/r\")",
                        "rateLimit(\"/r\")",
                        "pattern \"r\"",
                        "pattern \"\"");
        assertThat(failure.getMessage().lines()).hasSize(failure.problems().size() + 1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a$b", "$uri", "${uri}", " a", "a ", "a\nb", "a\tb", "\u0000", "é", "\u007f"})
    @DisplayName("has no value that ends a line, or that a server might take for a variable")
    void values(String value) {
        EdgeConfigurationBuilder builder =
                EdgeConfiguration.builder().header("X-A", value).cacheControl("/**", value);
        assertThatThrownBy(builder::build)
                .isInstanceOfSatisfying(
                        CdnException.class, e -> assertThat(e.problems()).hasSize(2));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "404.html",
                "/",
                "/404",
                "/.html",
                "//404.html",
                "/a//b.html",
                "/../a.html",
                "/.a/b.html",
                "/a b.html",
                "/a;.html",
                "/a{.html",
                "/a\"b.html",
                "/$uri.html",
                "/a\n.html",
                "/a?.html",
                "/*.html",
                "/é.html",
                "/a.html/"
            })
    @DisplayName("has no page whose path could be taken for something else")
    void pages(String path) {
        EdgeConfigurationBuilder builder =
                EdgeConfiguration.builder().notFoundPage(path).fallback(path);
        assertThatThrownBy(builder::build)
                .isInstanceOfSatisfying(
                        CdnException.class, e -> assertThat(e.problems()).hasSize(2));
    }

    @Test
    @DisplayName("has pages where there is no file: one by default, and none for an application")
    void defaultPages() {
        assertThat(EdgeConfiguration.DEFAULT.notFoundPage()).hasToString("/404.html");
        assertThat(EdgeConfiguration.DEFAULT.fallback()).isEmpty();
        EdgeConfiguration pages = EdgeConfiguration.builder()
                .notFoundPage("/a-b/c_d.e.html")
                .fallback("/index.html")
                .build();
        assertThat(pages.notFoundPage()).isEqualTo(new PagePath("/a-b/c_d.e.html"));
        assertThat(pages.fallback()).contains(new PagePath("/index.html"));
    }

    @Test
    @DisplayName("has values of up to 2,000 characters")
    void length() {
        assertThat(EdgeConfiguration.builder().header("X-A", "\\".repeat(2_000)).build())
                .isNotEqualTo(EdgeConfiguration.DEFAULT);
        EdgeConfigurationBuilder builder = EdgeConfiguration.builder().header("X-A", "a".repeat(2_001));
        assertThatThrownBy(builder::build).hasMessageContaining("2,000");
    }

    @Test
    @DisplayName("takes each value once, whatever the case of a name, and names the first")
    void refusesASecondValue() {
        assertSetTwice(EdgeConfiguration.builder().header("X-A", "first")::withoutHeader, "x-a");
        assertSetTwice(name -> EdgeConfiguration.builder().header(name, "first").header("x-A", "second"), "X-a");
        assertSetTwice(
                name -> EdgeConfiguration.builder().header("/a", name, "first").header("/a", "x-A", "second"), "X-a");
        assertSetTwice(
                pattern -> EdgeConfiguration.builder()
                        .cacheControl(pattern, "first")
                        .cacheControl(pattern, "second"),
                "/a");
        assertThatThrownBy(() -> EdgeConfiguration.builder()
                        .rateLimit(RateLimit.perSecond(2, 3))
                        .rateLimit("/**", RateLimit.perSecond(1, 1)))
                .hasMessageContaining("'120 requests a minute, and 3 more at once'");
    }

    @Test
    @DisplayName("sends files compressed, unless told not to")
    void encodings() {
        assertThat(EdgeConfiguration.DEFAULT.encodings()).containsExactly(Encoding.BROTLI, Encoding.GZIP);
        assertThat(EdgeConfiguration.builder().withoutCompression().build().encodings())
                .isEmpty();
    }

    @Test
    @DisplayName("limits nobody by default, and otherwise by up to eight patterns")
    void rateLimits() {
        assertThat(EdgeConfiguration.DEFAULT.rateLimits()).isEmpty();
        EdgeConfigurationBuilder builder =
                EdgeConfiguration.builder().rateLimit(RateLimit.perSecond(100_000, 1_000_000));
        IntStream.range(0, 7).forEach(number -> builder.rateLimit("/" + number, RateLimit.perMinute(1, 0)));
        assertThat(builder.build().rateLimits())
                .hasSize(8)
                .startsWith(new RateRule(new PathPattern("/**"), new RateLimit(6_000_000, 1_000_000)));
        builder.rateLimit("/8", RateLimit.perMinute(1, 0));
        assertThatThrownBy(builder::build).hasMessageContaining("there are 9");
    }

    @Test
    @DisplayName("tells a client when to ask again, not sooner than nginx lets it")
    void retryAfter() {
        assertThat(RateLimit.perSecond(1, 0).retryAfter()).hasSeconds(1);
        assertThat(RateLimit.perSecond(100, 0).retryAfter()).hasSeconds(1);
        assertThat(RateLimit.perMinute(6, 0).retryAfter()).hasSeconds(10);
        assertThat(RateLimit.perMinute(1, 0).retryAfter()).hasSeconds(63);
    }

    private static void assertSetTwice(Function<String, EdgeConfigurationBuilder> call, String name) {
        assertThatThrownBy(() -> call.apply(name))
                .isInstanceOfSatisfying(
                        CdnException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.OPTION_SET_TWICE))
                .hasMessageContaining("'first'");
    }

    @Test
    @DisplayName("does not take two headers of one name, however it is made")
    void distinct() {
        ResponseHeader header = new ResponseHeader("X-A", "1", List.of());
        ResponseHeader other = new ResponseHeader("x-a", "2", List.of());
        assertThatThrownBy(() -> new EdgeConfiguration(
                        List.of(),
                        List.of(header, other),
                        new PagePath("/404.html"),
                        Optional.empty(),
                        List.of(),
                        Set.of(),
                        false))
                .isInstanceOf(CdnException.class);
    }
}
