package org.lockstep.jobs.benchmark;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.lockstep.jobs.benchmark.HostsPlan.Case;

/** PyTorch's all_reduce by gloo between virtual hosts, without any training. */
final class GlooPeer {
  private static final Map<String, String> ENVIRONMENT =
      Map.of("GLOO_SOCKET_IFNAME", "eth0", "OMP_NUM_THREADS", "1");

  private GlooPeer() {}

  /**
   * Measures the all-reduce of every network among as many hosts.
   *
   * @param ranks hosts 1 to this number take part
   * @return a line of scripts/peers/gloo.py for each case; empty if it does not run here
   */
  static List<JsonNode> measure(Bench bench, VirtualHosts hosts, int ranks)
      throws IOException, InterruptedException {
    List<String> cases =
        HostsPlan.cases(ranks, bench.quick()).flatMap(c -> words(bench, c)).distinct().toList();
    List<Process> others = new ArrayList<>();
    try {
      for (int rank = 1; rank < ranks; rank++) {
        ProcessBuilder builder =
            new ProcessBuilder(command(bench, hosts, rank, ranks, cases))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD);
        builder.environment().putAll(ENVIRONMENT);
        others.add(builder.start());
      }
      Child first =
          Child.run(bench, "gloo-" + ranks, ENVIRONMENT, command(bench, hosts, 0, ranks, cases));
      if (first.status() != 0) {
        bench.log("gloo between %d hosts: %s", ranks, first.lastError());
      }
      first.lines().forEach(line -> bench.log("gloo between %d hosts: %s", ranks, line.text()));
      return first.json();
    } finally {
      others.forEach(Process::destroyForcibly);
    }
  }

  private static Stream<String> words(Bench bench, Case each) {
    int times = bench.times(each.network() == HostsPlan.Network.LARGE ? 5 : 20, 5);
    return each.rates().stream()
        .map(rate -> "%d:%s:%d".formatted(each.network().parameterCount(), rate, times));
  }

  /** Rank 0 is on host 1: the driver's host takes no part. */
  private static List<String> command(
      Bench bench, VirtualHosts hosts, int rank, int ranks, List<String> cases) {
    List<String> command = new ArrayList<>(hosts.on(rank + 1));
    List<String> arguments = new ArrayList<>();
    arguments.addAll(List.of(String.valueOf(rank), String.valueOf(ranks), hosts.address(1)));
    arguments.add(bench.root().resolve("scripts/hosts").toString());
    arguments.addAll(cases);
    command.addAll(Python.command(bench, "gloo.py", arguments.toArray(String[]::new)));
    return command;
  }
}
