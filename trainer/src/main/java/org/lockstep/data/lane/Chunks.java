package org.lockstep.data.lane;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.rdd.RDD;
import org.lockstep.data.table.RowHash;
import org.lockstep.encoding.row.RowShape;
import scala.Tuple2;
import scala.collection.Iterator;

/**
 * The chunks of one part of a table, each a partition of a shuffle: encoded rows, unsorted within a
 * chunk, the chunks in the global order by hash; and how many rows each was counted to have.
 */
final class Chunks implements Serializable {
  private static final long serialVersionUID = 1L;

  private final RDD<Tuple2<Object, float[]>> shuffled;

  /** The partition of the first chunk. */
  private final int first;

  private final long[] start;
  private final long[] hashes;

  /**
   * Creates the chunks of a part.
   *
   * @param counted rows of each chunk, and the sum of their hashes
   */
  private Chunks(RDD<Tuple2<Object, float[]>> shuffled, int first, List<long[]> counted) {
    this.shuffled = shuffled;
    this.first = first;
    start = new long[counted.size() + 1];
    hashes = new long[counted.size()];
    for (int c = 0; c < hashes.length; c++) {
      start[c + 1] = start[c] + counted.get(c)[0];
      hashes[c] = counted.get(c)[1];
    }
  }

  /** Computes the chunks and counts their rows; returns those of each part. */
  static List<Chunks> count(
      RDD<Tuple2<Object, float[]>> shuffled, ChunkPlan plan, RowDivision division) {
    RowShape shape = division.encoder().shape();
    int train = plan.trainChunks();
    long[] seeds = {division.seed(false), division.seed(true)};
    JavaRDD<long[]> counts =
        shuffled
            .toJavaRDD()
            .mapPartitions(
                packs -> {
                  long seed = seeds[TaskContext.getPartitionId() < train ? 0 : 1];
                  long rows = 0;
                  long hash = 0;
                  while (packs.hasNext()) {
                    float[] pack = packs.next()._2();
                    for (int from = 0, length; from < pack.length; from += length) {
                      length = shape.length(pack, from);
                      hash += RowHash.of(pack, from, length, seed);
                      rows++;
                    }
                  }
                  return List.of(new long[] {rows, hash}).iterator();
                });
    List<long[]> counted = counts.collect();
    List<Chunks> parts = new ArrayList<>();
    parts.add(new Chunks(shuffled, 0, counted.subList(0, train)));
    if (plan.isSplit()) {
      parts.add(new Chunks(shuffled, train, counted.subList(train, counted.size())));
    }
    return parts;
  }

  /** The shuffle that they are partitions of. */
  RDD<Tuple2<Object, float[]>> shuffled() {
    return shuffled;
  }

  /** Reads the rows of a chunk, inside a task. */
  Iterator<Tuple2<Object, float[]>> read(int chunk, TaskContext task) {
    return shuffled.iterator(shuffled.partitions()[partition(chunk)], task);
  }

  /** The number of rows of all chunks. */
  long rows() {
    return start[hashes.length];
  }

  /** The rank of a chunk's first row; {@link #rows} for the chunk after the last one. */
  long start(int chunk) {
    return start[chunk];
  }

  /** The chunks that hold ranks {@code from} to {@code to - 1}, in order. */
  List<Integer> overlapping(long from, long to) {
    int c = Arrays.binarySearch(start, from);
    c = c >= 0 ? c : -c - 2; // the last chunk that does not begin after it
    List<Integer> overlapping = new ArrayList<>();
    for (; c < hashes.length && start[c] < to; c++) {
      if (start[c + 1] > from && start[c + 1] > start[c]) {
        overlapping.add(c);
      }
    }
    return overlapping;
  }

  /** The partition of the shuffle that a chunk is. */
  int partition(int chunk) {
    return first + chunk;
  }

  /** Whether a chunk that has been computed again holds the rows that were counted. */
  boolean holds(int chunk, SortedRows rows) {
    return rows.size() == start[chunk + 1] - start[chunk] && rows.fingerprint() == hashes[chunk];
  }
}
