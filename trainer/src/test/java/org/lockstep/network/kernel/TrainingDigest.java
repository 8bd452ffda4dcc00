package org.lockstep.network.kernel;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Random;
import java.util.TreeMap;
import org.lockstep.data.lane.ArrayLanes;
import org.lockstep.data.lane.BatchPlan;
import org.lockstep.data.lane.Lane;
import org.lockstep.encoding.Task;
import org.lockstep.encoding.row.RowShape;
import org.lockstep.model.Digest;
import org.lockstep.network.Activation;
import org.lockstep.network.Kernel;
import org.lockstep.network.Loss;
import org.lockstep.network.Losses;
import org.lockstep.network.Topology;
import org.lockstep.optimization.Clipping;
import org.lockstep.optimization.DescentSettings;
import org.lockstep.optimization.Regularization;
import org.lockstep.optimization.optimizer.Adam;
import org.lockstep.optimization.optimizer.Optimizer;
import org.lockstep.optimization.optimizer.Optimizers;
import org.lockstep.optimization.optimizer.Sgd;
import org.lockstep.optimization.schedule.Cosine;
import org.lockstep.optimization.schedule.Exponential;
import org.lockstep.optimization.schedule.Inverse;
import org.lockstep.optimization.schedule.OneCycle;
import org.lockstep.optimization.schedule.Polynomial;
import org.lockstep.optimization.schedule.ReduceOnPlateau;
import org.lockstep.optimization.schedule.Schedule;
import org.lockstep.optimization.schedule.Span;
import org.lockstep.settings.BatchSettings;
import org.lockstep.settings.NetworkSettings;
import org.lockstep.settings.TrainingSettings;
import org.lockstep.training.ReferenceTrainer;
import org.lockstep.training.lane.LaneContext;
import org.lockstep.training.lane.LaneWorker;
import org.lockstep.training.lane.MetricSum;

/**
 * Trains small networks by the portable kernel, without Spark and ND4J: one for each activation,
 * loss and optimizer, and some for schedules. Its main method prints the digest of each.
 */
final class TrainingDigest {
  private static final long SEED = 11;
  private static final int EPOCHS = 2;
  private static final int EXAMPLES = 50;
  private static final int BATCH = 21;
  private static final int LANES = 3;
  private static final int INPUTS = 9;
  private static final int OUTPUTS = 3;

  /** Below and above most widths of vectors. */
  private static final List<Integer> HIDDEN = List.of(19, 6);

  /** Those that take a power or a function, or depend on losses. */
  private static final List<Schedule> SCHEDULES =
      List.of(
          new Exponential(Span.epochs(2), 0.7),
          new Inverse(Span.iterations(4), 0.5, 0.75),
          new Polynomial(1.5, 0.1),
          new Cosine(),
          new OneCycle(),
          new ReduceOnPlateau(0.5, 1, 0.5, 0));

  private final NetworkSettings network;
  private final DescentSettings descent;
  private final Task task;
  private final Topology topology;
  private final BatchPlan plan;
  private final List<Lane> lanes;

  private TrainingDigest(NetworkSettings network, DescentSettings descent) {
    this.network = network.withKernel(Kernel.PORTABLE);
    this.descent = descent;
    Loss loss = network.loss();
    task = loss.forNumbers() ? Task.REGRESSION : Task.CLASSIFICATION;
    Activation usual = loss.forNumbers() ? Activation.IDENTITY : Activation.SOFTMAX;
    Activation output = loss.output() == null ? usual : loss.output();
    topology =
        new Topology(
            List.of(INPUTS, HIDDEN.get(0), HIDDEN.get(1), OUTPUTS),
            List.of(network.activation(), network.activation(), output),
            loss,
            network.dropout(),
            network.layerNorm());
    plan =
        BatchPlan.upTo(descent.optimizer().isFullBatch() ? BatchPlan.ALL : BATCH, EXAMPLES, LANES);
    int tail = (task == Task.CLASSIFICATION ? 1 : OUTPUTS) + 1;
    lanes = ArrayLanes.of(plan, examples(INPUTS + tail), new RowShape(INPUTS, tail, 0));
  }

  /** Features in [-4, 4), a class or targets in [0, 4), and a weight in [1/2, 3/2). */
  private float[] examples(int stride) {
    Random random = new Random(SEED);
    float[] examples = new float[EXAMPLES * stride];
    float largest = (float) Math.min(4, network.loss().targetRange()[1]);
    for (int i = 0; i < examples.length; i++) {
      int place = i % stride;
      float u = random.nextFloat();
      if (place < INPUTS) {
        examples[i] = 8 * u - 4;
      } else if (place == stride - 1) {
        examples[i] = u + 0.5f;
      } else {
        examples[i] = task == Task.CLASSIFICATION ? (int) (u * OUTPUTS) : u * largest;
      }
    }
    return examples;
  }

  /** The digest of the parameters after training, and of the loss sums of all examples by them. */
  private String digest() {
    BatchSettings batches = new BatchSettings(BATCH, EPOCHS, OptionalInt.of(LANES), SEED);
    TrainingSettings settings = TrainingSettings.of(network, batches, descent);
    float[] theta = new ReferenceTrainer(lanes, plan, topology, task, settings).train();
    LaneWorker worker =
        new LaneWorker(new LaneContext(topology, network.kernel(), task, plan, SEED));
    worker.load(theta);
    ByteBuffer bytes = ByteBuffer.allocate(theta.length * Float.BYTES + LANES * 1000);
    for (float parameter : theta) {
      bytes.putFloat(parameter);
    }
    for (Lane lane : lanes) {
      MetricSum sum = worker.metrics(lane);
      if (sum != null) {
        sum.writeTo(bytes);
        bytes.position(bytes.position() - 1); // the byte that says that no more sums follow
      }
    }
    return Digest.of(bytes.array());
  }

  /** Each training by the name of what it is there for. */
  private static Map<String, TrainingDigest> trainings() {
    Map<String, TrainingDigest> trainings = new TreeMap<>();
    NetworkSettings plain = NetworkSettings.of(HIDDEN, Activation.TANH, new Loss.SquaredError());
    for (Activation activation : Activation.values()) {
      if (!activation.isForOutputOnly()) {
        trainings.put(
            "activation " + activation.settingsName(),
            new TrainingDigest(
                plain.withActivation(activation), DescentSettings.of(new Sgd(), 0.02)));
      }
    }
    NetworkSettings mixed = plain.withActivation(Activation.GELU).withLayerNorm(true);
    for (Loss loss : Losses.usual()) {
      trainings.put(
          "loss " + loss.settingsName(),
          new TrainingDigest(
              mixed.withLoss(loss).withDropout(0.3), DescentSettings.of(new Adam(), 0.01)));
    }
    NetworkSettings classes = mixed.withLoss(new Loss.CrossEntropy(0.1));
    for (Optimizer optimizer : Optimizers.usual()) {
      trainings.put(
          "optimizer " + optimizer.settingsName(),
          new TrainingDigest(
              classes.withDropout(optimizer.isFullBatch() ? 0 : 0.2),
              DescentSettings.of(optimizer, optimizer.defaultLearningRate())));
    }
    DescentSettings bounded =
        DescentSettings.of(new Adam(), 0.05)
            .withRegularization(new Regularization(1e-3, 1e-2, OptionalDouble.of(1.5)))
            .withClipping(new Clipping(OptionalDouble.of(0.5), OptionalDouble.of(1)));
    for (Schedule schedule : SCHEDULES) {
      trainings.put(
          "schedule " + schedule.settingsName(),
          new TrainingDigest(classes, bounded.withSchedule(schedule)));
    }
    return trainings;
  }

  /**
   * The digest of each training.
   *
   * @param times how often each is computed, the JIT's compilation in between
   * @return lines of a name and a digest, in hexadecimal
   */
  static List<String> lines(int times) {
    List<String> lines = new ArrayList<>();
    trainings()
        .forEach(
            (name, training) -> {
              String digest = training.digest();
              for (int i = 1; i < times; i++) {
                if (!training.digest().equals(digest)) {
                  throw new IllegalStateException("other bits in run %d of %s".formatted(i, name));
                }
              }
              lines.add(name + " " + digest);
            });
    return lines;
  }

  /**
   * Prints the implementation of the products, with the width of its vectors if it has any; below
   * it the digest of {@link KernelDigest} and those of the trainings.
   *
   * @param arguments how often each is computed
   */
  public static void main(String[] arguments) throws ReflectiveOperationException {
    int times = Integer.parseInt(arguments[0]);
    ChainedProduct product = ChainedProducts.fastest();
    System.out.println(product.getClass().getSimpleName() + vectors());
    System.out.println("kernel " + KernelDigest.of(product, times));
    lines(times).forEach(System.out::println);
  }

  /** By reflection, because the class cannot be loaded without the module. */
  private static String vectors() throws ReflectiveOperationException {
    return ChainedProducts.hasVectorApi()
        ? " "
            + Class.forName("jdk.incubator.vector.FloatVector")
                .getField("SPECIES_PREFERRED")
                .get(null)
        : "";
  }
}
