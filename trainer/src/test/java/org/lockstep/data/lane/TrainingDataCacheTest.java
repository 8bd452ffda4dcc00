package org.lockstep.data.lane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.commons.io.FileUtils;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lockstep.UserException;
import org.lockstep.data.lane.TrainingDataCache.Lease;
import org.lockstep.encoding.Encoding;
import org.lockstep.settings.data.DataSettings;
import org.lockstep.support.Blobs;
import org.lockstep.support.Runs;
import org.lockstep.support.SharedSpark;

/**
 * Runs that want the same lanes have their table read once, and nothing is left of it at the end.
 */
@Tag("spark")
class TrainingDataCacheTest {
  private static final SparkSession SPARK = SharedSpark.session();
  private static final int EXAMPLES = 120;
  private static final int LANES = 4;
  private static final OptionalInt AUTO = OptionalInt.empty();

  @TempDir private Path folder;
  private Runs runs;

  @BeforeEach
  void writeTable() {
    String table = folder.resolve("table").toString();
    Blobs.table(SPARK, EXAMPLES).write().parquet(table);
    runs = Runs.classification(table);
  }

  @AfterEach
  void nothingRemainsCachedInTheSession() {
    assertThat(cached()).isZero();
  }

  private static int cached() {
    return SPARK.sparkContext().getPersistentRDDs().size();
  }

  private Lease lease(TrainingDataCache cache, Runs runs) {
    return cache.lease(runs.data(), Optional.empty(), runs.batchSize(), LANES, AUTO);
  }

  @Test
  void aSecondRunReusesTheLanesOfTheFirstWhateverItsBatchSize() throws Exception {
    try (TrainingDataCache cache = new TrainingDataCache(SPARK);
        Lease first = lease(cache, runs)) {
      FileUtils.deleteDirectory(
          folder.resolve("table").toFile()); // so that it cannot be read again

      try (Lease second = lease(cache, runs.withBatchSize(7))) {
        assertThat(first.isFirst()).isTrue();
        assertThat(second.isFirst()).isFalse();
        assertThat(second.data().train().lanes()).isSameAs(first.data().train().lanes());
        assertThat(first.data().train().plan()).isEqualTo(new BatchPlan(EXAMPLES, 50, LANES));
        assertThat(second.data().train().plan()).isEqualTo(new BatchPlan(EXAMPLES, 7, LANES));
        assertThat(second.data().train().collect())
            .extracting(Lane::size)
            .containsExactly(30, 30, 30, 30);
      }
    }
  }

  @Test
  void aBatchSizeAboveTheNumberOfExamplesIsReducedForThatRunOnly() {
    try (TrainingDataCache cache = new TrainingDataCache(SPARK);
        Lease large = lease(cache, runs.withBatchSize(500));
        Lease all = lease(cache, runs.withBatchSize(BatchPlan.ALL));
        Lease small = lease(cache, runs)) {
      assertThat(large.data().train().plan().batchSize()).isEqualTo(EXAMPLES);
      assertThat(all.data().train().plan().batchSize()).isEqualTo(EXAMPLES);
      assertThat(small.data().train().plan().batchSize()).isLessThan(EXAMPLES);
    }
  }

  @Test
  void runsWithOtherSettingsOfTheLanesDoNotShareThem() {
    try (TrainingDataCache cache = new TrainingDataCache(SPARK);
        Lease first = lease(cache, runs)) {
      DataSettings data = runs.data();
      Optional<Encoding> known = Optional.of(first.data().encoding());
      try (Lease seed = cache.lease(runs.withSeed(2).data(), Optional.empty(), 50, LANES, AUTO);
          Lease lanes = cache.lease(data, Optional.empty(), 50, LANES + 1, AUTO);
          Lease partitions = cache.lease(data, Optional.empty(), 50, LANES, OptionalInt.of(1));
          Lease warm = cache.lease(data, known, 50, LANES, AUTO)) {
        assertThat(new Lease[] {seed, lanes, partitions, warm}).allMatch(Lease::isFirst);
        assertThat(partitions.data().train().partitions()).isEqualTo(1);
      }
    }
  }

  @Test
  void fourUnusedTablesAreCachedAndNoTableInUseIsReleased() {
    try (TrainingDataCache cache = new TrainingDataCache(SPARK);
        Lease used = lease(cache, runs)) {
      for (int seed = 2; seed <= 8; seed++) {
        lease(cache, runs.withSeed(seed)).close();
      }

      assertThat(cached()).isEqualTo(1 + 4);
      assertThat(used.data().train().collect()).hasSize(LANES);
      try (Lease latest = lease(cache, runs.withSeed(8));
          Lease forgotten = lease(cache, runs.withSeed(2))) {
        assertThat(latest.isFirst()).isFalse();
        assertThat(forgotten.isFirst()).isTrue();
      }
    }
  }

  @Test
  void aTableThatCannotBeReadLeavesNothingBehind() {
    Runs nowhere = Runs.classification(folder.resolve("nowhere").toString());
    try (TrainingDataCache cache = new TrainingDataCache(SPARK)) {
      assertThatThrownBy(() -> lease(cache, nowhere)).isInstanceOf(UserException.class);

      try (Lease other = lease(cache, runs)) {
        assertThat(other.isFirst()).isTrue();
      }
    }
  }
}
