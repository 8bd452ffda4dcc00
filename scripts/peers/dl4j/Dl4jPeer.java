import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Random;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/**
 * Fashion-MNIST, 784-256-128-10, with DL4J's MultiLayerNetwork in one JVM; prints a JSON line an
 * epoch. Arguments: the folder of the pictures, the batch size, the number of epochs. Its threads
 * are those of its BLAS, OMP_NUM_THREADS.
 */
public final class Dl4jPeer {
  private Dl4jPeer() {}

  public static void main(String[] args) throws IOException {
    Path folder = Path.of(args[0]);
    int batch = Integer.parseInt(args[1]);
    int epochs = Integer.parseInt(args[2]);
    float[][] pictures = pictures(folder, "train");
    byte[] labels = Files.readAllBytes(folder.resolve("train.labels"));
    INDArray testX = Nd4j.create(pictures(folder, "test"));
    byte[] testLabels = Files.readAllBytes(folder.resolve("test.labels"));
    MultiLayerNetwork network = new MultiLayerNetwork(configuration());
    network.init();

    int[] order = new int[labels.length];
    for (int i = 0; i < order.length; i++) {
      order[i] = i;
    }
    Random random = new Random(1);
    long start = System.nanoTime();
    for (int epoch = 1; epoch <= epochs; epoch++) {
      long epochStart = System.nanoTime();
      shuffle(order, random);
      for (int from = 0; from < order.length; from += batch) {
        int m = Math.min(batch, order.length - from);
        float[][] rows = new float[m][];
        INDArray y = Nd4j.zeros(DataType.FLOAT, m, 10);
        for (int j = 0; j < m; j++) {
          rows[j] = pictures[order[from + j]];
          y.putScalar(j, labels[order[from + j]], 1);
        }
        network.fit(new DataSet(Nd4j.create(rows), y));
      }
      double seconds = (System.nanoTime() - epochStart) * 1e-9;
      INDArray predicted = network.output(testX).argMax(1);
      int correct = 0;
      for (int i = 0; i < testLabels.length; i++) {
        correct += predicted.getInt(i) == testLabels[i] ? 1 : 0;
      }
      System.out.printf(
          Locale.ROOT,
          "{\"epoch\": %d, \"seconds\": %f, \"elapsed\": %f, \"accuracy\": %f}%n",
          epoch,
          seconds,
          (System.nanoTime() - start) * 1e-9,
          (double) correct / testLabels.length);
    }
  }

  private static MultiLayerConfiguration configuration() {
    return new NeuralNetConfiguration.Builder()
        .seed(1)
        .updater(new Sgd(0.1))
        .weightInit(WeightInit.RELU)
        .activation(Activation.RELU)
        .list()
        .layer(new DenseLayer.Builder().nIn(784).nOut(256).build())
        .layer(new DenseLayer.Builder().nIn(256).nOut(128).build())
        .layer(
            new OutputLayer.Builder(LossFunction.MCXENT)
                .nIn(128)
                .nOut(10)
                .activation(Activation.SOFTMAX)
                .build())
        .build();
  }

  private static void shuffle(int[] order, Random random) {
    for (int i = order.length - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int swapped = order[i];
      order[i] = order[j];
      order[j] = swapped;
    }
  }

  private static float[][] pictures(Path folder, String part) throws IOException {
    byte[] pixels = Files.readAllBytes(folder.resolve(part + ".pixels"));
    float[][] pictures = new float[pixels.length / 784][784];
    for (int i = 0; i < pixels.length; i++) {
      pictures[i / 784][i % 784] = (pixels[i] & 0xff) / 255f;
    }
    return pictures;
  }
}
