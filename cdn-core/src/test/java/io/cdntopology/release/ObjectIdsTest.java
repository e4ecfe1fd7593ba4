package io.cdntopology.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cdntopology.failure.CdnException;
import io.cdntopology.failure.ErrorCode;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A git id")
class ObjectIdsTest {
    private static final String ID = "0123456789abcdef0123456789abcdef01234567";

    @Test
    @DisplayName("has forty lower-case hexadecimal digits, of which people read eight")
    void valid() {
        assertThat(new TreeId(ID)).hasToString(ID);
        assertThat(new BlobId(ID)).hasToString(ID);
        assertThat(new CommitId(ID).abbreviated()).isEqualTo("01234567");
        assertThat(new Release(new CommitId(ID), new TreeId(ID))).hasToString("01234567");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "01234567",
                "HEAD",
                "0123456789ABCDEF0123456789ABCDEF01234567",
                "0123456789abcdef0123456789abcdef0123456g",
                "0123456789abcdef0123456789abcdef012345678",
                "../../../../../../../../../../etc/passwd"
            })
    @DisplayName("is refused otherwise")
    void invalid(String id) {
        assertThatThrownBy(() -> new CommitId(id))
                .isInstanceOfSatisfying(
                        CdnException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT));
        assertThatThrownBy(() -> new TreeId(id)).isInstanceOf(CdnException.class);
        assertThatThrownBy(() -> new BlobId(id)).isInstanceOf(CdnException.class);
    }

    @Test
    @DisplayName("of a commit of several sources joins one of each")
    void joined() {
        CommitId one = new CommitId(ID);
        CommitId two = new CommitId("f".repeat(40));
        CommitId both = CommitId.joined(List.of(one, two));

        assertThat(both).isEqualTo(new CommitId(ID + "f".repeat(40)));
        assertThat(both.parts()).containsExactly(one, two);
        assertThat(one.parts()).containsExactly(one);
        assertThat(both.abbreviated()).isEqualTo("01234567+ffffffff");
        assertThat(both.without(one)).isEqualTo(two);
        assertThat(one.without(two)).isEqualTo(one);
        assertThat(both.without(CommitId.joined(List.of(two, one)))).isEqualTo(both);
        assertThat(both.value()).matches(CommitId.REGEX);
    }

    @Test
    @DisplayName("of a commit joins no more than a directory's name takes")
    void joinedTooOften() {
        assertThat(new CommitId(ID.repeat(CommitId.MAX_PARTS)).parts()).hasSize(CommitId.MAX_PARTS);
        assertThatThrownBy(() -> new CommitId(ID.repeat(CommitId.MAX_PARTS + 1)))
                .isInstanceOf(CdnException.class)
                .hasMessageContaining("it joins 6 commits");
        assertThatThrownBy(() -> new CommitId(ID + ID.substring(1))).isInstanceOf(CdnException.class);
    }
}
