package io.remotelog.protocol.sync.v2;

import static org.assertj.core.api.Assertions.assertThat;

import io.remotelog.api.Epoch;
import io.remotelog.api.Position;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LineageCheckTest {

    /** Epochs such as {@code A@0 B@10}: a name, and the id of the 22nd or, after a 3, of the 23rd with which it begins. */
    private static List<Epoch> epochs(String text) {
        List<Epoch> epochs = new ArrayList<>();
        if (text != null) {
            for (String each : text.split(" ", -1)) {
                String[] parts = each.split("@", -1);
                epochs.add(new Epoch(new UUID(0, parts[0].charAt(0)), position(parts[1])));
            }
        }
        return epochs;
    }

    private static Position position(String text) {
        return Position.parse(text.contains("/") ? "2026-11-" + text : "2026-11-22/" + text);
    }

    /** The end is the position after the replica's last record; without one it holds nothing. */
    @ParameterizedTest
    @CsvSource({
        // What either knows,   where it ends, and what of it is common and comes later.
        "A@0, A@0, 10, A, , ",
        "A@0, A@0, , A, , ",
        "A@0 B@10, A@0, 9, A, B@10, ",
        "A@0 B@10, A@0, 10, A, B@10, ",
        "A@0 B@10, A@0, 11, A, B@10, went on from 2026-11-22/10 when it was opened anew",
        "A@0 B@10, A@0, 23/0, A, B@10, went on from 2026-11-22/10 when it was opened anew",
        "A@0 B@23/0, A@0, 22/500, A, B@23/0, ",
        "A@0 B@10, A@0, , A, B@10, ",
        "A@0 B@10 C@20, A@0 B@10, 20, B, C@20, ",
        "A@0 B@10 C@20, A@0 B@10, 21, B, C@20, went on from 2026-11-22/20",
        "A@0 B@10 C@20, A@0, 11, A, B@10 C@20, went on from 2026-11-22/10",
        "A@0 B@10 C@20, B@10, 15, B, C@20, ",
        "A@0, A@0 B@10, 10, A, , ",
        "A@0, A@0 B@10, 11, A, , records from 2026-11-22/10 on that another writer appended",
        "A@0, A@0 B@10, , A, , ",
        "A@0 C@10, A@0 B@10, 10, A, C@10, ",
        "A@0 C@10, A@0 B@10, 11, A, C@10, another writer appended",
        "A@0 C@10, A@0 B@20, 11, A, C@10, went on from 2026-11-22/10",
        "A@0 C@20, A@0 B@10, 11, A, C@20, another writer appended",
        "A@0, A@5, 10, A, , begins elsewhere on the two sides",
        "A@0, A@5, , A, , ",
        "A@0, B@0, 10, , A@0, no beginning in common",
        "A@0, B@0, , , A@0, ",
        "A@0, , 10, , A@0, ",
        "A@0, , , , A@0, ",
        ", A@0, 10, , , ",
        ", , 10, , , ",
        ", , , , , ",
    })
    void oneIsABeginningOfTheOtherOrNot(
            String master, String replica, String end, String common, String later, String objection) {
        LineageCheck check = LineageCheck.of(
                epochs(master), epochs(replica), Optional.ofNullable(end).map(LineageCheckTest::position));
        assertThat(check.common()).isEqualTo(Optional.ofNullable(common).map(name -> new UUID(0, name.charAt(0))));
        assertThat(check.later()).isEqualTo(epochs(later));
        if (objection == null) {
            assertThat(check.objection()).isEmpty();
        } else {
            assertThat(check.objection().orElse("none")).contains(objection);
        }
    }

    @Test
    void theNewestCommonEpochCountsAmongMany() {
        List<Epoch> master = new ArrayList<>();
        for (int i = 0; i < 2000; i++) {
            master.add(new Epoch(new UUID(1, i), new Position(position("0").day(), i)));
        }
        LineageCheck check = LineageCheck.of(master, master.subList(1000, 1500), Optional.of(position("1499")));
        assertThat(check.common()).contains(new UUID(1, 1499));
        assertThat(check.later()).hasSize(500);
        assertThat(check.objection()).isEmpty();
    }
}
