package org.lockstep.jobs.benchmark;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.lockstep.jobs.StandaloneCluster;
import org.lockstep.jobs.benchmark.HostsPlan.Case;
import org.lockstep.jobs.benchmark.HostsPlan.Cluster;
import org.lockstep.jobs.benchmark.HostsPlan.Network;

/**
 * An iteration and its bytes between hosts, by exchange, number of hosts, bandwidth and size of the
 * network.
 *
 * <p>The JSON has two grids. A row of the first is a network on some hosts at a bandwidth: {@code
 * parameters} and {@code Mbit/s} are numbers, {@code hosts} a text such as "8" or "2 x 4 cores",
 * the columns named for an exchange and "gloo" a {@link Spread} of milliseconds, or a text where
 * there is none. A row of the second is a network on some hosts by one exchange, with bytes an
 * iteration as multiples of the bytes of the parameters.
 */
final class HostsTable implements Table {
  private static final String GLOO = "gloo";

  /** What is measured of one exchange, or of gloo, in one case at one bandwidth. */
  private record Key(Network network, String hosts, String rate, String exchange) {
    Key of(String other) {
      return new Key(network, hosts, rate, other);
    }

    Key between(int otherHosts) {
      return new Key(network, String.valueOf(otherHosts), rate, exchange);
    }
  }

  @Override
  public String name() {
    return "hosts";
  }

  @Override
  public String question() {
    return "Hosts: an iteration between network namespaces, by exchange";
  }

  @Override
  public String takes() {
    return "25 minutes";
  }

  @Override
  public Report measure(Bench bench) throws IOException, InterruptedException {
    Report report = bench.report(this);
    Map<Key, JsonNode> figures = new HashMap<>();
    for (int ranks : HostsPlan.reductions(bench.quick())) {
      try (VirtualHosts hosts = VirtualHosts.up(bench, ranks)) {
        for (JsonNode line : GlooPeer.measure(bench, hosts, ranks)) {
          Network network = Network.of(line.get("floats").asInt());
          String rate = line.get("rate").asText();
          figures.put(new Key(network, String.valueOf(ranks), rate, GLOO), line);
        }
      }
    }
    for (Cluster cluster : HostsPlan.clusters(bench.quick())) {
      try {
        train(bench, cluster, figures);
      } catch (IllegalStateException | AssertionError e) { // the others are worth a table
        String reason = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
        bench.log("%s does not run: %s", cluster, e.getMessage());
        report.note(
            "%d executors of %d cores did not run to the end: %s."
                .formatted(cluster.executors(), cluster.cores(), reason));
      }
    }
    times(bench, report, figures);
    bytes(bench, report, figures);
    report.note(
        "Hosts are network namespaces of this machine behind one switch, the driver on one of its"
            + " own, an executor of one core on each other; tbf holds every link to the bandwidth,"
            + " both ways. Numbers of 784 in, 10 classes; batch 64 in 16 lanes, 9,882,510 parameters batch 8 in 8."
            + " Median (minimum, p10, p90) of up to 20 iterations, 5 or more where they take long,"
            + " after a warm-up without a limit. resident is the star through the driver; gloo is"
            + " PyTorch's bare all_reduce of as many floats between the same hosts. Compute is the"
            + " slowest task's arithmetic with sharded. The bound is 2 (N - 1)/N |θ| over the"
            + " bandwidth. All hosts share the cores of this machine: what is measured at 100"
            + " Mbit/s is the wire's, at 1 Gbit/s in good part the processor's, and depends on"
            + " its load. Bytes are those that the links have counted, headers of large segments"
            + " and all; the most is that of the host, the driver's left out, that sends or"
            + " receives most.");
    return report;
  }

  private static void train(Bench bench, Cluster cluster, Map<Key, JsonNode> figures)
      throws IOException, InterruptedException {
    try (VirtualHosts hosts = VirtualHosts.up(bench, cluster.executors());
        StandaloneCluster spark =
            hosts.cluster(
                bench, Files.createTempDirectory(bench.work("hosts"), "run-"), cluster.cores())) {
      bench.log("%d executors of %d cores", cluster.executors(), cluster.cores());
      Child driver =
          Child.run(
              bench,
              "hosts-%dx%d".formatted(cluster.executors(), cluster.cores()),
              spark.environment(),
              HostsDriver.command(bench, hosts, spark, cluster));
      for (JsonNode line : driver.json()) {
        figures.put(
            new Key(
                Network.valueOf(line.get("network").asText()),
                cluster.shown(line.get("tasks").asInt()),
                line.get("rate").asText(),
                line.get("exchange").asText()),
            line);
      }
      driver.wentWell();
    }
  }

  /** A row a network, bandwidth and number of hosts. */
  private static void times(Bench bench, Report report, Map<Key, JsonNode> figures) {
    Report.Grid grid =
        report.grid(
            "An iteration, milliseconds.",
            "parameters",
            "Mbit/s",
            "hosts",
            "resident",
            "sharded",
            "job",
            GLOO,
            "compute",
            "bound",
            "sharded over gloo and compute");
    for (Row row : rows(bench)) {
      for (String rate : row.each().rates()) {
        Key key = new Key(row.each().network(), row.shown(), rate, "");
        List<Object> cells = new ArrayList<>();
        cells.addAll(List.of(key.network().parameterCount(), megabits(rate), row.shown()));
        for (String exchange : HostsPlan.EXCHANGES) {
          cells.add(shown(figures.get(key.of(exchange))));
        }
        JsonNode gloo = figures.get(key.between(row.hosts()).of(GLOO));
        cells.add(shown(gloo));
        JsonNode sharded = figures.get(key.of("sharded"));
        cells.add(isMeasured(sharded) ? spread(sharded, "computeMillis").median() : "");
        double bound = 2.0 * (row.hosts() - 1) / row.hosts() * key.network().bytes();
        cells.add(bound * 8 / (megabits(rate) * 1000.0));
        cells.add(
            isMeasured(gloo) && isMeasured(sharded)
                ? millis(sharded).median()
                    / (millis(gloo).median() + spread(sharded, "computeMillis").median())
                : "");
        grid.row(cells.toArray());
      }
    }
  }

  /** A row a network, number of hosts and exchange, at the lowest bandwidth. */
  private static void bytes(Bench bench, Report report, Map<Key, JsonNode> figures) {
    Report.Grid grid =
        report.grid(
            "Bytes an iteration on the links, as multiples of |θ|.",
            "parameters",
            "hosts",
            "exchange",
            "driver sends",
            "driver receives",
            "most that another sends",
            "most that another receives",
            "2 (N - 1)/N");
    for (Row row : rows(bench)) {
      Network network = row.each().network();
      for (String exchange : HostsPlan.EXCHANGES) {
        JsonNode line =
            figures.get(new Key(network, row.shown(), row.each().rates().get(0), exchange));
        if (isMeasured(line)) {
          grid.row(
              network.parameterCount(),
              row.shown(),
              exchange,
              line.get("sent").get(0).asDouble() / network.bytes(),
              line.get("received").get(0).asDouble() / network.bytes(),
              most(line.get("sent")) / network.bytes(),
              most(line.get("received")) / network.bytes(),
              2.0 * (row.hosts() - 1) / row.hosts());
        }
      }
    }
  }

  /**
   * A case and how many hosts it takes.
   *
   * @param shown the same in words
   */
  private record Row(Case each, int hosts, String shown) {}

  private static List<Row> rows(Bench bench) {
    List<Row> rows = new ArrayList<>();
    for (Cluster cluster : HostsPlan.clusters(bench.quick())) {
      for (Case each : HostsPlan.cases(cluster, bench.quick())) {
        rows.add(new Row(each, cluster.hosts(each.tasks()), cluster.shown(each.tasks())));
      }
    }
    return rows;
  }

  private static int megabits(String rate) {
    return rate.equals("1gbit") ? 1000 : Integer.parseInt(rate.replace("mbit", ""));
  }

  private static Object shown(@Nullable JsonNode line) {
    return line == null
        ? ""
        : line.has("failure") ? "does not run: " + line.get("failure").asText() : millis(line);
  }

  private static Spread millis(JsonNode line) {
    return spread(line, "millis");
  }

  private static boolean isMeasured(@Nullable JsonNode line) {
    return line != null && !line.has("failure");
  }

  private static Spread spread(JsonNode line, String numbers) {
    return Spread.of(
        StreamSupport.stream(line.get(numbers).spliterator(), false)
            .map(JsonNode::asDouble)
            .toList());
  }

  /** The most of all hosts but the driver's. */
  private static double most(JsonNode byHost) {
    double most = 0;
    for (int host = 1; host < byHost.size(); host++) {
      most = Math.max(most, byHost.get(host).asDouble());
    }
    return most;
  }
}
