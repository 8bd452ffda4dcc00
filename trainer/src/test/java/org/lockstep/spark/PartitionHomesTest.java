package org.lockstep.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lockstep.spark.ExecutorList.Executor;

class PartitionHomesTest {
  /** Executors a, b, c and so on. */
  private static List<Executor> executors(String slots) {
    List<String> counts = Arrays.asList(slots.split(" "));
    return java.util.stream.IntStream.range(0, counts.size())
        .mapToObj(i -> new Executor("" + (char) ('a' + i), "host", Integer.parseInt(counts.get(i))))
        .toList();
  }

  private static String assigned(String[] homes, List<Executor> executors) {
    PartitionHomes.assign(homes, executors);
    StringBuilder text = new StringBuilder();
    for (String home : homes) {
      text.append(home == null ? "-" : home);
    }
    return text.toString();
  }

  @ParameterizedTest(name = "executors of {0} slots")
  @CsvSource({
    "4 4, aaaabbbb",
    "8 8, aaaabbbb",
    "2 6, aabbbbbb",
    "1 1 6, abcccccc",
    "16, aaaaaaaa",
    "4 3, --------"
  })
  void neighboursShareAnExecutorInProportionToItsSlots(String slots, String homes) {
    assertThat(assigned(new String[8], executors(slots))).isEqualTo(homes);
  }

  @Test
  void partitionsKeepTheirExecutorAndThoseOfALostOneGetFreeSlots() {
    String[] homes = new String[4];
    List<Executor> all = executors("2 2 2");
    assertThat(assigned(homes, all.subList(0, 2))).isEqualTo("aabb");

    assertThat(assigned(homes, all.subList(1, 2))).isEqualTo("--bb");
    assertThat(assigned(homes, all.subList(1, 3))).isEqualTo("ccbb");
    assertThat(assigned(homes, all)).isEqualTo("ccbb");
  }
}
