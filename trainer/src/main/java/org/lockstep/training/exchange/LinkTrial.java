package org.lockstep.training.exchange;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.WeakHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaFutureAction;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.lockstep.data.table.JavaBytes;
import org.lockstep.data.table.JobDescription;
import org.lockstep.spark.DriverRpc;
import org.lockstep.spark.ExecutorList;
import org.lockstep.spark.ExecutorList.Executor;
import org.lockstep.spark.PartitionHomes;
import org.lockstep.training.lane.GradientSum;
import scala.Tuple2;
import scala.collection.immutable.Seq;
import scala.concurrent.duration.FiniteDuration;
import scala.jdk.javaapi.CollectionConverters;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;

/**
 * Measures the parts of {@link MessageCosts} on a cluster: questions and answers of some sizes
 * between an executor and the driver, by the RPC that the exchanges use, and jobs that compute
 * nothing. It takes about a second on a fast network, and is done once for the executors of an
 * application.
 *
 * <p>No bit of a model depends on it.
 */
final class LinkTrial {
  private static final String ENDPOINT = "lockstep-trial";
  private static final int SMALL = 1 << 16;

  /** Less than the least that {@code spark.rpc.message.maxSize} can be. */
  private static final int LARGE = 900 << 10;

  /** For the messages of one size. */
  private static final long BUDGET_NANOS = 120_000_000;

  /** Where a small message takes longer, a large one would take too long. */
  private static final double SLOW_SECONDS = 0.02;

  private static final int MOST_MESSAGES = 200;
  private static final int BURST = 32;
  private static final int ROUNDS = 3;

  /** The first jobs of a driver take several times as long as the others. */
  private static final int MOST_JOBS = 20;

  private static final long JOBS_NANOS = 4 * BUDGET_NANOS;
  private static final int ADDITIONS = 15;
  private static final double NANOS = 1e-9;
  private static final FiniteDuration PATIENCE = FiniteDuration.apply(10, TimeUnit.SECONDS);

  private static final Map<SparkContext, Trial> DONE = new WeakHashMap<>();

  private LinkTrial() {}

  private record Trial(List<Executor> executors, MessageCosts costs) {}

  /** Registers the service that answers on the driver. */
  static void open() {
    DriverRpc.serve(ENDPOINT, LinkTrial::answer);
  }

  /** The first four bytes of a question are the length of the answer. */
  static void answer(byte[] question, Consumer<byte[]> reply) {
    int length = question.length < Integer.BYTES ? -1 : ByteBuffer.wrap(question).getInt();
    if (length < 0 || length > LARGE) {
      throw new IllegalArgumentException("a question that asks for %,d bytes".formatted(length));
    }
    reply.accept(new byte[length]);
  }

  /**
   * Measures.
   *
   * @param partitions of the run
   * @return empty if no executor was free to answer within some seconds
   */
  static synchronized Optional<MessageCosts> of(SparkContext spark, int partitions) {
    List<Executor> executors = ExecutorList.of(spark);
    Trial before = DONE.get(spark);
    if (before != null && before.executors().equals(executors)) {
      return Optional.of(before.costs());
    }
    JavaSparkContext jobs = JavaSparkContext.fromSparkContext(spark);
    Optional<MessageCosts> costs =
        JobDescription.during(
            spark,
            "measuring messages",
            () ->
                link(jobs, farthest(spark, executors))
                    .flatMap(
                        link ->
                            job(jobs, partitions)
                                .map(job -> new MessageCosts(link, job, vectors()))));
    costs.ifPresent(found -> DONE.put(spark, new Trial(executors, found)));
    return costs;
  }

  /** Where to measure: on another host than the driver's, if there is one. */
  private static List<String> farthest(SparkContext spark, List<Executor> executors) {
    String here = spark.conf().get("spark.driver.host", "");
    return executors.stream()
        .filter(executor -> !executor.host().equals(here))
        .findFirst()
        .or(() -> executors.stream().findFirst())
        .map(PartitionHomes::location)
        .orElse(List.of());
  }

  private static Optional<Link> link(JavaSparkContext spark, List<String> where) {
    JavaRDD<byte[]> task =
        partition(spark.sc(), where)
            .mapPartitions(none -> List.of(JavaBytes.of(here())).iterator());
    return results(task).map(link -> JavaBytes.read(link.get(0), Link.class));
  }

  /** What a job gives within some seconds; empty if it gives nothing. */
  private static Optional<List<byte[]>> results(JavaRDD<byte[]> rdd) {
    JavaFutureAction<List<byte[]>> answer = rdd.collectAsync();
    try {
      return Optional.of(answer.get(PATIENCE.toSeconds(), TimeUnit.SECONDS));
    } catch (TimeoutException | ExecutionException e) {
      answer.cancel(true);
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  /** One partition, with the locations that it is to be computed at. */
  private static JavaRDD<Integer> partition(SparkContext spark, List<String> where) {
    ClassTag<Integer> type = ClassTag$.MODULE$.apply(Integer.class);
    Tuple2<Integer, Seq<String>> only =
        new Tuple2<>(0, CollectionConverters.asScala(where).toList());
    return JavaRDD.fromRDD(
        spark.makeRDD(CollectionConverters.asScala(List.of(only)).toList(), type), type);
  }

  /** Measures on an executor. */
  private static Link here() {
    DriverRpc driver = DriverRpc.find(ENDPOINT);
    double empty = median(driver, 0, 0);
    int size = median(driver, SMALL, 0) > SLOW_SECONDS ? SMALL : LARGE;
    double up = beyond(empty, median(driver, size, 0));
    double down = beyond(empty, median(driver, 0, size));
    return new Link(empty / 2, burst(driver), size / up, size / down);
  }

  /**
   * The part of a message's time that its bytes take: what it takes beyond an empty one, and a
   * quarter of it at least, since on a busy machine the empty ones may have had to wait longer.
   */
  private static double beyond(double empty, double seconds) {
    return Math.max(seconds - empty, seconds / 4);
  }

  /** Seconds of a question and its answer, of so many bytes beside the four. */
  private static double median(DriverRpc driver, int question, int answer) {
    byte[] message = question(question, answer);
    List<Double> seconds = new ArrayList<>();
    long begin = System.nanoTime();
    while (seconds.isEmpty()
        || (seconds.size() < MOST_MESSAGES && System.nanoTime() - begin < BUDGET_NANOS)) {
      long start = System.nanoTime();
      await(driver.ask(message));
      seconds.add((System.nanoTime() - start) * NANOS);
    }
    Collections.sort(seconds);
    return seconds.get(seconds.size() / 2);
  }

  /** Seconds a message where many are on their way. */
  private static double burst(DriverRpc driver) {
    double least = Double.MAX_VALUE;
    for (int round = 0; round < ROUNDS; round++) {
      long start = System.nanoTime();
      List<DriverRpc.Reply> replies = new ArrayList<>();
      for (int i = 0; i < BURST; i++) {
        replies.add(driver.ask(question(0, 0)));
      }
      replies.forEach(LinkTrial::await);
      least = Math.min(least, (System.nanoTime() - start) * NANOS / BURST);
    }
    return least;
  }

  private static byte[] question(int bytes, int answer) {
    return ByteBuffer.allocate(Integer.BYTES + bytes).putInt(answer).array();
  }

  private static void await(DriverRpc.Reply reply) {
    try {
      reply.await(PATIENCE);
    } catch (TimeoutException e) {
      throw new IllegalStateException("the driver does not answer", e);
    }
  }

  /** Seconds of a job that sends a value to all tasks and one back from each. */
  private static Optional<Double> job(JavaSparkContext spark, int partitions) {
    List<Integer> tasks = Collections.nCopies(partitions, 0);
    double least = Double.MAX_VALUE;
    long begin = System.nanoTime();
    for (int i = 0; i < MOST_JOBS && (i == 0 || System.nanoTime() - begin < JOBS_NANOS); i++) {
      long start = System.nanoTime();
      Broadcast<float[]> value = spark.broadcast(new float[1]);
      JavaRDD<byte[]> answers =
          spark
              .parallelize(tasks, partitions)
              .mapPartitions(numbers -> List.of(new byte[value.value().length]).iterator());
      boolean isDone = results(answers).isPresent();
      value.destroy();
      if (!isDone) {
        return Optional.empty();
      }
      least = Math.min(least, (System.nanoTime() - start) * NANOS);
    }
    return Optional.of(least);
  }

  /** Bytes of sums that the driver decodes and adds in a second. */
  private static double vectors() {
    GradientSum sum = new GradientSum(new float[LARGE / Float.BYTES], 0, 0);
    ByteBuffer encoded = ByteBuffer.allocate(sum.byteCount()).order(ByteOrder.LITTLE_ENDIAN);
    sum.writeTo(encoded);
    double least = Double.MAX_VALUE;
    for (int i = 0; i < ADDITIONS; i++) {
      long start = System.nanoTime();
      sum.add(GradientSum.readFrom(encoded.rewind()));
      least = Math.min(least, (System.nanoTime() - start) * NANOS);
    }
    return LARGE / least;
  }
}
