package io.cdntopology.docker;

/** Hears how pulls and pushes get on. */
interface TransferListener {
    /** Hears nothing. */
    TransferListener SILENT = (image, progress) -> {};

    /**
     * There is progress: told at a bounded rate, and once more at the end of what succeeded. Called in the thread that
     * pulls or pushes, which goes on when this returns; what this throws ends the transfer.
     */
    void progressed(ImageReference image, TransferProgress progress);
}
