package io.remotelog.storage.filelog;

import io.remotelog.api.DayLog;
import io.remotelog.api.RecordCursor;
import java.io.IOException;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Readers that follow each day, one in the writer's process and one in another, which outlives it. One thread. */
final class Followers {
    /** Of the names of what they ask. */
    static final String READS = " reads ";

    private final Play play;
    private final Map<LocalDate, Follower> inside = new HashMap<>();
    private final Map<LocalDate, Follower> outside = new HashMap<>();
    private FileLogStore outsideStore;

    /** A cursor, and the id that it is to see next. */
    private static final class Follower {
        final RecordCursor cursor;
        int next;

        Follower(RecordCursor cursor) {
            this.cursor = cursor;
        }
    }

    Followers(Play play) {
        this.play = play;
    }

    /** Has each read what is new. */
    void follow() {
        if (outsideStore == null) {
            outsideStore = new FileLogStore(play.outside().disk(), Play.ROOT, play.policy, play.sizes, () -> {
                throw new IllegalStateException("a reader needs no helper");
            });
        }
        for (DayTruth day : play.days().values()) {
            if (!play.opening().isSettled(day.day) || day.damaged) {
                continue;
            }
            follow(day, outsideStore, outside, "outside");
            if (play.hasWriter()) {
                follow(day, play.store(), inside, "inside");
            }
        }
    }

    private void follow(DayTruth day, FileLogStore store, Map<LocalDate, Follower> followers, String who) {
        play.attempts().attempt(who + READS + day.day, () -> {
            Follower follower = followers.get(day.day);
            if (follower == null) {
                Optional<DayLog> log = store.find(day.day);
                if (log.isEmpty()) {
                    return;
                }
                follower = new Follower(log.get().cursor(0));
                followers.put(day.day, follower);
            }
            while (follower.cursor.next()) {
                require(day, follower, who);
            }
            if (follower.next > day.count()) {
                // It saw what was refused and could not be cut off; that is gone sooner or later.
                close(followers.remove(day.day));
                return;
            }
            boolean all = follower.next == day.count() || (who.equals("inside") && day.foreign);
            if (!all && !hasLeftovers(day)) {
                throw new Violation(who + " follows " + day.day + " to " + follower.next + ", want " + day.count());
            }
        });
    }

    private void require(DayTruth day, Follower follower, String who) throws IOException {
        Sent record = Sent.of(follower.cursor);
        if (follower.cursor.id() != follower.next) {
            throw new Violation(who + " reads id " + follower.cursor.id() + ", want " + follower.next);
        }
        if (follower.next < day.count()
                ? !record.equals(day.kept(follower.next))
                : !(who.equals("outside") && hasLeftovers(day))) {
            throw new Violation(who + " reads " + record + " as id " + follower.next + " of " + day);
        }
        follower.next++;
    }

    /** Whether refused records are in the index still, because to cut them off was refused, too. */
    private boolean hasLeftovers(DayTruth day) throws IOException {
        return RawDay.length(
                        play.outside().disk(), play.outside().folder(day.day).index())
                > Layout.entryOffset(day.count());
    }

    /** The day is gone; cursors that are open in the writer's process stay readable. */
    void deleted(DayTruth day) {
        Follower follower = inside.remove(day.day);
        if (follower != null) {
            play.attempts().attempt("inside" + READS + "a deleted day", () -> {
                while (follower.cursor.next()) {
                    require(day, follower, "inside");
                }
                if (follower.next != day.count()) {
                    throw new Violation("a deleted day reads to " + follower.next + ", want " + day.count());
                }
            });
            close(follower);
        }
        close(outside.remove(day.day));
    }

    /** The day is gone, and another one may come in its place. */
    void forget(LocalDate day) {
        close(inside.remove(day));
        close(outside.remove(day));
    }

    void closeInside() {
        inside.values().forEach(Followers::close);
        inside.clear();
    }

    void closeOutside() {
        outside.values().forEach(Followers::close);
        outside.clear();
        outsideStore = null;
    }

    private static void close(Follower follower) {
        if (follower == null) {
            return;
        }
        try {
            follower.cursor.close();
        } catch (Crash e) {
            // Its process has ended.
            return;
        } catch (IOException e) {
            throw new Violation("close of a cursor was refused", e);
        }
    }
}
