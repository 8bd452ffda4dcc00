package org.lockstep.jobs.benchmark;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.lockstep.network.Blas;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * Fashion-MNIST in a plain loop, as one writes it with ND4J: two threads, each with half of every
 * mini-batch, and gradient descent on the sum of what they found.
 */
public final class Nd4jPeer {
  private static final int[] WIDTHS = {784, 256, 128, 10};
  private static final int LAYERS = WIDTHS.length - 1;
  private static final int THREADS = 2;
  private static final double LEARNING_RATE = 0.1;

  private final List<INDArray> w = new ArrayList<>();
  private final List<INDArray> b = new ArrayList<>();

  private Nd4jPeer() {
    for (int l = 0; l < LAYERS; l++) {
      double deviation = Math.sqrt(2.0 / WIDTHS[l]);
      w.add(Nd4j.randn(DataType.FLOAT, WIDTHS[l + 1], WIDTHS[l]).muli(deviation));
      b.add(Nd4j.zeros(DataType.FLOAT, WIDTHS[l + 1], 1));
    }
  }

  /**
   * Trains.
   *
   * @param args the folder of the pictures, the batch size, the number of epochs
   */
  public static void main(String[] args)
      throws IOException, InterruptedException, ExecutionException {
    Blas.load(); // one BLAS thread for each of the two
    FashionMnist train = FashionMnist.read(Path.of(args[0]), "train");
    FashionMnist test = FashionMnist.read(Path.of(args[0]), "test");
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    try {
      new Nd4jPeer()
          .train(threads, train, test, Integer.parseInt(args[1]), Integer.parseInt(args[2]));
    } finally {
      threads.shutdownNow();
    }
  }

  private void train(
      ExecutorService threads, FashionMnist train, FashionMnist test, int batchSize, int epochs)
      throws InterruptedException, ExecutionException {
    float[][] pictures = train.pictures();
    int[] order = IntStream.range(0, train.size()).toArray();
    Random random = new Random(1);
    long start = System.nanoTime();
    for (int epoch = 1; epoch <= epochs; epoch++) {
      long epochStart = System.nanoTime();
      shuffle(order, random);
      for (int from = 0; from < order.length; from += batchSize) {
        int m = Math.min(batchSize, order.length - from);
        List<Callable<List<INDArray>>> parts = new ArrayList<>();
        for (int t = 0; t < THREADS; t++) {
          int first = from + m * t / THREADS;
          int end = from + m * (t + 1) / THREADS;
          parts.add(() -> gradients(pictures, train, order, first, end));
        }
        for (Future<List<INDArray>> part : threads.invokeAll(parts)) {
          step(part.get(), LEARNING_RATE / m);
        }
      }
      double seconds = (System.nanoTime() - epochStart) * 1e-9;
      double accuracy = accuracy(test);
      PeerLine.print(epoch, seconds, (System.nanoTime() - start) * 1e-9, accuracy);
    }
  }

  private static void shuffle(int[] order, Random random) {
    for (int i = order.length - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int swapped = order[i];
      order[i] = order[j];
      order[j] = swapped;
    }
  }

  /** dW and db of each layer, as sums over the examples, from the last layer to the first. */
  private List<INDArray> gradients(
      float[][] pictures, FashionMnist data, int[] order, int from, int to) {
    int m = to - from;
    int inputs = WIDTHS[0];
    float[] x = new float[m * inputs];
    INDArray y = Nd4j.zeros(DataType.FLOAT, FashionMnist.CLASSES, m);
    for (int j = 0; j < m; j++) {
      System.arraycopy(pictures[order[from + j]], 0, x, j * inputs, inputs);
      y.putScalar(data.label(order[from + j]), j, 1);
    }
    List<INDArray> a = forward(Nd4j.create(x, new long[] {m, inputs}, 'c').transpose());
    INDArray dz = a.get(LAYERS).sub(y);
    List<INDArray> gradients = new ArrayList<>();
    for (int l = LAYERS - 1; l >= 0; l--) {
      gradients.add(dz.mmul(a.get(l).transpose()));
      gradients.add(dz.sum(true, 1));
      if (l > 0) {
        INDArray positive = a.get(l).gt(0).castTo(DataType.FLOAT);
        dz = w.get(l).transpose().mmul(dz).muli(positive);
      }
    }
    return gradients;
  }

  /** The input and the activations of each layer. */
  private List<INDArray> forward(INDArray x) {
    List<INDArray> a = new ArrayList<>(List.of(x));
    for (int l = 0; l < LAYERS; l++) {
      INDArray z = w.get(l).mmul(a.get(l)).addiColumnVector(b.get(l));
      a.add(
          l < LAYERS - 1
              ? Transforms.relu(z, false)
              : Transforms.softmax(z.transpose(), true).transpose());
    }
    return a;
  }

  private void step(List<INDArray> gradients, double rate) {
    for (int l = 0; l < LAYERS; l++) {
      int from = 2 * (LAYERS - 1 - l);
      w.get(l).subi(gradients.get(from).muli(rate));
      b.get(l).subi(gradients.get(from + 1).muli(rate));
    }
  }

  private double accuracy(FashionMnist test) {
    INDArray predicted = forward(Nd4j.create(test.pictures()).transpose()).get(LAYERS).argMax(0);
    int correct = 0;
    for (int i = 0; i < test.size(); i++) {
      correct += predicted.getInt(i) == test.label(i) ? 1 : 0;
    }
    return (double) correct / test.size();
  }
}
