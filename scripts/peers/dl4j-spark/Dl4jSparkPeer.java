import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.weights.WeightInit;
import org.deeplearning4j.spark.impl.multilayer.SparkDl4jMultiLayer;
import org.deeplearning4j.spark.impl.paramavg.ParameterAveragingTrainingMaster;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/**
 * Fashion-MNIST, 784-256-128-10, with DL4J on Spark: two workers of one thread each take half of
 * every batch, and their parameters are averaged after each iteration, which with plain gradient
 * descent is the step of the whole batch. Arguments: the folder of the pictures, the batch size,
 * the number of iterations. Prints one JSON line; the first fit, half as long, is warm-up.
 */
public final class Dl4jSparkPeer {
  private static final int WORKERS = 2;

  private Dl4jSparkPeer() {}

  public static void main(String[] args) throws IOException {
    Path folder = Path.of(args[0]);
    int batch = Integer.parseInt(args[1]);
    int iterations = Integer.parseInt(args[2]);
    SparkConf conf =
        new SparkConf()
            .setMaster("local[" + WORKERS + "]")
            .setAppName("dl4j")
            .set("spark.ui.enabled", "false")
            .set("spark.driver.host", "localhost")
            .set("spark.driver.bindAddress", "127.0.0.1");
    try (JavaSparkContext spark = new JavaSparkContext(conf)) {
      int share = batch / WORKERS;
      List<DataSet> examples = examples(folder, share, iterations * WORKERS);
      JavaRDD<DataSet> train = spark.parallelize(examples, WORKERS).cache();
      JavaRDD<DataSet> warmUp =
          spark.parallelize(examples.subList(0, examples.size() / 2), WORKERS).cache();
      ParameterAveragingTrainingMaster master =
          new ParameterAveragingTrainingMaster.Builder(WORKERS, 1)
              .averagingFrequency(1)
              .batchSizePerWorker(share)
              .build();
      SparkDl4jMultiLayer network = new SparkDl4jMultiLayer(spark, configuration(), master);
      network.fit(warmUp);
      train.count();
      long start = System.nanoTime();
      network.fit(train);
      double millis = (System.nanoTime() - start) * 1e-6;
      System.out.printf(Locale.ROOT, "{\"iterationMillis\": %f}%n", millis / iterations);
    }
  }

  /** So many parts of so many pictures each. */
  private static List<DataSet> examples(Path folder, int share, int parts) throws IOException {
    byte[] pixels = Files.readAllBytes(folder.resolve("train.pixels"));
    byte[] labels = Files.readAllBytes(folder.resolve("train.labels"));
    List<DataSet> examples = new ArrayList<>();
    for (int part = 0; part < parts; part++) {
      float[][] rows = new float[share][784];
      INDArray y = Nd4j.zeros(DataType.FLOAT, share, 10);
      for (int j = 0; j < share; j++) {
        int i = (part * share + j) % labels.length;
        for (int p = 0; p < 784; p++) {
          rows[j][p] = (pixels[i * 784 + p] & 0xff) / 255f;
        }
        y.putScalar(j, labels[i], 1);
      }
      examples.add(new DataSet(Nd4j.create(rows), y));
    }
    return examples;
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
}
