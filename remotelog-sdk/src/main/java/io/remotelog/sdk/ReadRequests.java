package io.remotelog.sdk;

import io.remotelog.api.Days;
import io.remotelog.api.ReadRange;
import io.remotelog.protocol.v1.IfAbsent;
import io.remotelog.protocol.v1.ReadRequest;

/** Says to a master which records are wanted. */
final class ReadRequests {
    private ReadRequests() {}

    /** The request for a range, whose limit is 1 or more. */
    static ReadRequest of(ReadRange range) {
        ReadRequest.Builder request = ReadRequest.newBuilder()
                .setFromId(range.fromId())
                .setIfAbsent(
                        switch (range.ifAbsent()) {
                            case NEXT_DAY -> IfAbsent.NEXT_DAY;
                            case NEXT_DAY_SAME_ID -> IfAbsent.NEXT_DAY_SAME_ID;
                            case FAIL -> IfAbsent.FAIL;
                        })
                .setLimit(range.limit() == Long.MAX_VALUE ? 0 : range.limit())
                .setFollow(range.follow());
        range.firstDay().ifPresent(day -> request.setFirstDate(Days.format(day)));
        range.lastDay().ifPresent(day -> request.setLastDate(Days.format(day)));
        range.type().ifPresent(request::setType);
        return request.build();
    }
}
