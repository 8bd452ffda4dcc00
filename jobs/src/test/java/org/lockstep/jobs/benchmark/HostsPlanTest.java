package org.lockstep.jobs.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.lockstep.jobs.benchmark.HostsPlan.Cluster;
import org.lockstep.jobs.benchmark.HostsPlan.Network;

class HostsPlanTest {
  @ParameterizedTest
  @EnumSource
  void theAllReduceIsOfAsManyFloatsAsTheNetworkHas(Network network) {
    String hidden = network.settings().get(0).replaceAll("\\D+", " ").strip();
    int[] widths =
        IntStream.concat(
                IntStream.concat(
                    IntStream.of(784),
                    Arrays.stream(hidden.split(" ")).mapToInt(Integer::parseInt)),
                IntStream.of(10))
            .toArray();
    int parameters = 0;
    for (int i = 1; i < widths.length; i++) {
      parameters += widths[i] * (widths[i - 1] + 1);
    }

    assertThat(network.parameterCount()).isEqualTo(parameters);
    assertThat(Network.of(parameters)).isEqualTo(network);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void everyCaseHasItsExecutorsAndAnAllReduceBesideIt(boolean quick) {
    for (Cluster cluster : HostsPlan.clusters(quick)) {
      assertThat(HostsPlan.cases(cluster, quick))
          .isNotEmpty()
          .allSatisfy(
              each -> {
                int hosts = cluster.hosts(each.tasks());
                assertThat(hosts).isBetween(1, cluster.executors());
                if (hosts > 1) {
                  assertThat(HostsPlan.reductions(quick)).contains(hosts);
                  assertThat(HostsPlan.cases(hosts, quick)).contains(each);
                }
              });
    }
  }

  @Test
  void theTableHasTheClustersAndExchangesOfTheQuestion() {
    Stream<String> shown =
        HostsPlan.clusters(false).stream()
            .flatMap(
                cluster ->
                    HostsPlan.cases(cluster, false).stream()
                        .map(each -> cluster.shown(each.tasks())));

    assertThat(shown.distinct()).containsExactlyInAnyOrder("1", "2", "4", "8", "16", "2 x 4 cores");
    assertThat(HostsPlan.EXCHANGES).containsExactly("resident", "sharded", "job");
  }
}
