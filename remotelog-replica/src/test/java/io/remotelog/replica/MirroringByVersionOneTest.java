package io.remotelog.replica;

/** Mirroring by version 1, as go-remote-log speaks it. */
class MirroringByVersionOneTest extends MirroringContract {
    MirroringByVersionOneTest() {
        super(Mirroring.Protocol.V1);
    }
}
