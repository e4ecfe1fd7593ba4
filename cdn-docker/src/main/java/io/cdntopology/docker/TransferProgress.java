package io.cdntopology.docker;

/**
 * How far a pull or push is. Totals grow while the engine finds out what there is to do.
 *
 * @param layersDone  layers that are where they should be, with those that already were
 * @param layersTotal layers that are known of
 * @param bytesDone   bytes that went over the network, compressed
 * @param bytesTotal  bytes of layers that are known of, without those that already were there
 */
record TransferProgress(int layersDone, int layersTotal, long bytesDone, long bytesTotal) {}
