package org.lockstep.jobs.benchmark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.lockstep.jobs.StandaloneCluster;
import org.lockstep.jobs.StandaloneCluster.Host;

/**
 * Hosts of a network of their own on this machine, by scripts/hosts: number 0 for the driver, the
 * others for executors.
 */
final class VirtualHosts implements AutoCloseable {
  static final int DRIVER = 0;

  /** No limit of bandwidth. */
  static final String NO_LIMIT = "none";

  private final Path script;
  private final int others;
  private final Thread onExit = new Thread(() -> call("down"));

  private VirtualHosts(Path root, int others) {
    this.script = root.resolve("scripts/hosts");
    this.others = others;
  }

  /**
   * Lays them out; removes what an earlier run has left.
   *
   * @param others hosts besides the driver's
   */
  static VirtualHosts up(Bench bench, int others) {
    VirtualHosts hosts = new VirtualHosts(bench.root(), others);
    Runtime.getRuntime().addShutdownHook(hosts.onExit);
    hosts.call("up", String.valueOf(others));
    return hosts;
  }

  /** Those that another process has laid out, which also removes them. */
  static VirtualHosts laidOut(Path root, int others) {
    return new VirtualHosts(root, others);
  }

  /**
   * Bytes that a host has received and sent.
   *
   * @param host its number
   */
  record Bytes(int host, long received, long sent) {}

  /** The bytes of every host, in the order of their numbers. */
  List<Bytes> bytes() {
    Bytes[] all = new Bytes[others + 1];
    for (String line : call("bytes").lines().toList()) {
      String[] words = line.split(" ");
      int host = Integer.parseInt(words[0]);
      all[host] = new Bytes(host, Long.parseLong(words[1]), Long.parseLong(words[2]));
    }
    return List.of(all);
  }

  /**
   * Sets the bandwidth of every link, both ways.
   *
   * @param rate as tc writes it, such as 100mbit
   */
  void rate(String rate) {
    call("rate", rate);
  }

  /** Plugs the cable of a host in, or pulls it out. */
  void link(int host, boolean up) {
    call("link", String.valueOf(host), up ? "up" : "down");
  }

  /** What a command on a host begins with. */
  List<String> on(int host) {
    return List.of(script.toString(), "run", String.valueOf(host));
  }

  String address(int host) {
    return call("address", String.valueOf(host)).strip();
  }

  /**
   * Starts Spark's master on the driver's host and a worker on each other.
   *
   * @param cores of each worker
   */
  StandaloneCluster cluster(Bench bench, Path folder, int cores)
      throws IOException, InterruptedException {
    List<Host> workers =
        IntStream.rangeClosed(1, others)
            .mapToObj(host -> new Host(on(host), address(host), cores))
            .toList();
    Host master = new Host(on(DRIVER), address(DRIVER), 0);
    return new StandaloneCluster(bench.sparkHome(), folder, master, workers);
  }

  private String call(String... words) {
    List<String> command = new ArrayList<>(List.of(script.toString()));
    command.addAll(List.of(words));
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String said =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      if (process.waitFor() != 0) {
        throw new IllegalStateException(said);
      }
      return said;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Ends all processes on the hosts, and removes these. */
  @Override
  public void close() {
    call("down");
    Runtime.getRuntime().removeShutdownHook(onExit);
  }
}
