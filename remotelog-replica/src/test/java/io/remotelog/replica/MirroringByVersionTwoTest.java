package io.remotelog.replica;

/** Mirroring by version 2. */
class MirroringByVersionTwoTest extends MirroringContract {
    MirroringByVersionTwoTest() {
        super(Mirroring.Protocol.V2);
    }
}
