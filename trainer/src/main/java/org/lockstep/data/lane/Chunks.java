package org.lockstep.data.lane;

import java.io.Serializable;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.rdd.RDD;
import org.lockstep.data.table.RowHash;
import scala.Tuple2;

/** What is known of chunks of encoded rows, which come in the global order by hash. */
final class Chunks implements Serializable {
  private static final long serialVersionUID = 1L;

  private final long[] start;
  private final long[] hashes;

  private Chunks(long[] start, long[] hashes) {
    this.start = start;
    this.hashes = hashes;
  }

  /** The rank of each chunk's first row, and at the end the number of all rows; read only. */
  long[] start() {
    return start;
  }

  /** Computes the chunks, and counts. */
  static Chunks count(RDD<Tuple2<Object, float[]>> chunks, int stride, long seed) {
    JavaRDD<long[]> counts =
        chunks
            .toJavaRDD()
            .mapPartitions(
                packs -> {
                  long rows = 0;
                  long hash = 0;
                  while (packs.hasNext()) {
                    float[] pack = packs.next()._2();
                    rows += pack.length / stride;
                    for (int from = 0; from < pack.length; from += stride) {
                      hash += RowHash.of(pack, from, stride, seed);
                    }
                  }
                  return List.of(new long[] {rows, hash}).iterator();
                });
    List<long[]> counted = counts.collect();
    long[] start = new long[counted.size() + 1];
    long[] hashes = new long[counted.size()];
    for (int c = 0; c < hashes.length; c++) {
      start[c + 1] = start[c] + counted.get(c)[0];
      hashes[c] = counted.get(c)[1];
    }
    return new Chunks(start, hashes);
  }

  /** How many rows there are in all chunks. */
  long rows() {
    return start[hashes.length];
  }

  /** Whether a chunk that has been computed again holds the rows that were counted. */
  boolean holds(int chunk, SortedRows rows) {
    return rows.size() == start[chunk + 1] - start[chunk] && rows.fingerprint() == hashes[chunk];
  }
}
