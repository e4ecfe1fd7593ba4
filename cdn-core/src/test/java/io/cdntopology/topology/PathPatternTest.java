package io.cdntopology.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cdntopology.failure.CdnException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A pattern of paths")
class PathPatternTest {
    @ParameterizedTest
    @CsvSource({
        "/a.css, /a.css, true",
        "/a.css, /A.css, false",
        "/a.css, /axcss, false",
        "/a.css, /a.css.map, false",
        "/a.css, /b/a.css, false",
        "/*.css, /a.css, true",
        "/*.css, /.css, true",
        "/*.css, /b/a.css, false",
        "/a*b*c, /abc, true",
        "/a*b*c, /a-b-b-c, true",
        "/a*b*c, /a/b/c, false",
        "/a/*/c, /a/b/c, true",
        "/a/*/c, /a/c, false",
        "/a/*/c, /a/b/b/c, false",
        "/**, /index.html, true",
        "/**, /a/b/c, true",
        "/a/**, /a/b, true",
        "/a/**, /a/b/c, true",
        "/a/**, /a, false",
        "/a/**, /ab/c, false",
        "/a/**/c, /a/c, true",
        "/a/**/c, /a/b/b/c, true",
        "/a/**/c, /a/bc, false",
        "/**/*.html, /a.html, true",
        "/**/*.html, /a/b/c.html, true",
        "/**/*.html, /a/b/c.htm, false",
        "/**/x/**/y, /x/y, true",
        "/**/x/**/y, /a/x/b/y, true",
        "/**/x/**/y, /a/y, false",
        "/*, /\u2028, true",
        "/é$|()^, /é$|()^, true"
    })
    @DisplayName("names files by what it says")
    void names(String pattern, String path, boolean matches) {
        assertThat(path.matches(new PathPattern(pattern).regex())).isEqualTo(matches);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "a",
                "*",
                "//a",
                "/a/",
                "/a//b",
                "/./a",
                "/a/..",
                "/a**",
                "/**a/b",
                "/***",
                "/a?",
                "/[a]",
                "/{a}",
                "/a\\b",
                "/a%20b",
                "/a\nb",
                "/a\u0000",
                "/\ud800"
            })
    @DisplayName("is refused where it could not name a file, or would mean something else elsewhere")
    void refused(String pattern) {
        assertThatThrownBy(() -> new PathPattern(pattern))
                .isInstanceOf(CdnException.class)
                .hasMessageContaining("pattern \"");
    }

    @ParameterizedTest
    @ValueSource(ints = {250, 251})
    @DisplayName("has up to 250 characters")
    void length(int length) {
        String pattern = "/" + "é".repeat(length - 1);
        if (length > 250) {
            assertThatThrownBy(() -> new PathPattern(pattern)).hasMessageContaining("250");
        } else {
            assertThat(new PathPattern(pattern)).hasToString(pattern);
        }
    }
}
