package org.lockstep.jobs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Spark's own master and workers, as processes of this machine that only this machine can reach, or
 * on hosts of a network of their own.
 *
 * <p>They run from the folder that the build lays out, which holds no more than Spark's jars.
 */
public final class StandaloneCluster implements AutoCloseable {
  private static final Duration STARTING = Duration.ofMinutes(5);
  private static final Host THIS_MACHINE = new Host(List.of(), "127.0.0.1", 2);
  private static final String LOG =
      """
      rootLogger.level = info
      rootLogger.appenderRef.stderr.ref = stderr
      appender.stderr.type = Console
      appender.stderr.name = stderr
      appender.stderr.target = SYSTEM_ERR
      appender.stderr.layout.type = PatternLayout
      appender.stderr.layout.pattern = %d{HH:mm:ss} %p %c{1}: %m%n
      """;

  private final Path sparkHome;
  private final Path folder;
  private final Path conf;
  private final Host masterHost;
  private final List<String> security;
  private final List<JavaProcess> processes = new ArrayList<>();
  private final Thread onExit = new Thread(this::end);
  private String master = "";

  /**
   * Where a process runs.
   *
   * @param command what a command there begins with
   * @param address that it listens on
   * @param cores of a worker there
   */
  public record Host(List<String> command, String address, int cores) {}

  /**
   * Starts a master and its workers, and waits until they have found each other.
   *
   * @param sparkHome a folder with jars/ and conf/java-options
   * @param folder where they write
   * @param workers how many; each provides 2 cores, for an executor and perhaps a driver
   */
  public StandaloneCluster(Path sparkHome, Path folder, int workers)
      throws IOException, InterruptedException {
    this(sparkHome, folder, workers, List.of());
  }

  /**
   * The same, with settings of Spark for master and workers.
   *
   * @param security as options of java, such as {@code -Dspark.authenticate=true}
   */
  StandaloneCluster(Path sparkHome, Path folder, int workers, List<String> security)
      throws IOException, InterruptedException {
    this(sparkHome, folder, THIS_MACHINE, Collections.nCopies(workers, THIS_MACHINE), security);
  }

  /**
   * The same on other hosts.
   *
   * @param workers the host of each
   */
  public StandaloneCluster(Path sparkHome, Path folder, Host master, List<Host> workers)
      throws IOException, InterruptedException {
    this(sparkHome, folder, master, workers, List.of());
  }

  private StandaloneCluster(
      Path sparkHome, Path folder, Host masterHost, List<Host> workers, List<String> security)
      throws IOException, InterruptedException {
    this.masterHost = masterHost;
    this.security = security;
    this.sparkHome = sparkHome;
    this.folder = folder;
    this.conf = Files.createDirectories(folder.resolve("conf"));
    Files.writeString(conf.resolve("log4j2.properties"), LOG);
    Runtime.getRuntime().addShutdownHook(onExit);
    try {
      JavaProcess first =
          start("master", masterHost, "org.apache.spark.deploy.master.Master", List.of());
      master = first.awaitLine("Starting Spark master at (spark://\\S+)", STARTING);
      for (int i = 1; i <= workers.size(); i++) {
        startWorker(i, workers.get(i - 1));
      }
      for (JavaProcess worker : processes.subList(1, processes.size())) {
        awaitRegistered(worker);
      }
    } catch (IOException | InterruptedException | RuntimeException | Error e) {
      close();
      throw e;
    }
  }

  private void startWorker(int number, Host host) throws IOException {
    String name = "worker-" + number;
    List<String> options = new ArrayList<>();
    options.addAll(List.of("--cores", String.valueOf(host.cores()), "--memory", "3g"));
    options.addAll(List.of("--work-dir", work().resolve(name).toString(), master));
    start(name, host, "org.apache.spark.deploy.worker.Worker", options);
  }

  private static void awaitRegistered(JavaProcess worker) throws InterruptedException {
    worker.awaitLine("Successfully registered with master (\\S+)", STARTING);
  }

  /** Kills a worker with its executors, and starts another. */
  void replaceWorker(int number) throws IOException, InterruptedException {
    loseWorker(number);
    startWorker(processes.size() + 10 + number, THIS_MACHINE);
    awaitRegistered(processes.get(processes.size() - 1));
  }

  /** Kills a worker with its executors. */
  void loseWorker(int number) {
    processes.remove(number).close();
  }

  private JavaProcess start(String name, Host host, String mainClass, List<String> options)
      throws IOException {
    List<String> arguments = new ArrayList<>();
    arguments.add("@" + sparkHome.resolve("conf/java-options"));
    arguments.addAll(JavaProcess.options());
    arguments.addAll(security);
    arguments.addAll(List.of("-Xmx256m", "-cp", conf + ":" + sparkHome.resolve("jars/*")));
    arguments.add(mainClass);
    arguments.addAll(List.of("--host", host.address(), "--port", "0", "--webui-port", "0"));
    arguments.addAll(options);
    Map<String, String> environment = environment(sparkHome, folder, host);
    environment.put("SPARK_CONF_DIR", conf.toString());
    JavaProcess process = JavaProcess.start(name, folder, environment, host.command(), arguments);
    processes.add(process);
    return process;
  }

  /** The variables that a driver beside the master needs. */
  public Map<String, String> environment() throws IOException {
    return environment(sparkHome, folder, masterHost);
  }

  /** The variables that a run without a cluster needs, which writes to that folder. */
  static Map<String, String> environment(Path sparkHome, Path folder) throws IOException {
    return environment(sparkHome, folder, THIS_MACHINE);
  }

  /** The variables that Spark's processes need, and those that keep them to themselves. */
  private static Map<String, String> environment(Path sparkHome, Path folder, Host host)
      throws IOException {
    Map<String, String> environment = new LinkedHashMap<>();
    environment.put("SPARK_HOME", sparkHome.toString());
    environment.put("SPARK_SCALA_VERSION", "2.13");
    environment.put("SPARK_LOCAL_IP", host.address());
    environment.put(
        "SPARK_LOCAL_DIRS", Files.createDirectories(folder.resolve("local")).toString());
    environment.put("OMP_NUM_THREADS", "1");
    return environment;
  }

  /** Its address, {@code spark://host:port}. */
  public String master() {
    return master;
  }

  /** The processes of the executors that run now. */
  public List<ProcessHandle> executors() {
    return processes.stream()
        .flatMap(JavaProcess::descendants)
        .filter(p -> p.info().commandLine().orElse("").contains("CoarseGrainedExecutorBackend"))
        .toList();
  }

  private Path work() {
    return folder.resolve("work");
  }

  /** The end of all that its processes have written, executors and drivers included. */
  String output() throws IOException {
    String own = processes.stream().map(JavaProcess::toString).collect(Collectors.joining());
    if (!Files.exists(work())) {
      return own;
    }
    try (Stream<Path> files = Files.walk(work())) {
      return own
          + files
              .filter(f -> f.endsWith("stderr") || f.endsWith("stdout"))
              .sorted()
              .map(f -> "--- %s%n%s%n".formatted(f, JavaProcess.tail(JavaProcess.read(f))))
              .collect(Collectors.joining());
    }
  }

  @Override
  public void close() {
    end();
    Runtime.getRuntime().removeShutdownHook(onExit);
  }

  /** Ends workers before the master. */
  private void end() {
    RuntimeException failure = null;
    for (int i = processes.size() - 1; i >= 0; i--) {
      try {
        processes.get(i).close();
      } catch (IllegalStateException e) {
        failure = e;
      }
    }
    if (failure != null) {
      throw failure;
    }
  }
}
