package org.lockstep.export;

import ai.onnxruntime.OrtException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.lockstep.encoding.DateColumn;
import org.lockstep.encoding.DateEncoding;
import org.lockstep.encoding.FeatureColumn;
import org.lockstep.encoding.GraphNames;
import org.lockstep.encoding.HashedColumn;
import org.lockstep.encoding.Missing;
import org.lockstep.encoding.NumberColumn;
import org.lockstep.encoding.OneHotColumn;
import org.lockstep.encoding.TargetEncoding;
import org.lockstep.encoding.Unseen;
import org.lockstep.model.Model;
import org.lockstep.network.Activation;
import org.lockstep.network.Loss;
import org.lockstep.network.Topology;

/** Models as ONNX files, and their answers in ONNX Runtime compared with those of Lockstep. */
final class OnnxExports {
  static final int ROWS = 3000;
  static final List<String> WORDS = List.of("", "A", "a", "größe", "nothing", "名");

  private OnnxExports() {}

  /** Inputs as in files of before. */
  static final GraphNames MARKED =
      new GraphNames(
          "label", "probabilities", "prediction", "valid", "_missing", GraphNames.Inputs.MARKED);

  static byte[] file(Model model) throws IOException {
    return file(model, GraphNames.DEFAULT);
  }

  static byte[] file(Model model, GraphNames names) throws IOException {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    OnnxExport.write(model, names, file);
    return file.toByteArray();
  }

  /** Checks the answers for rows; returns how many of them are valid. */
  static int assertSameAnswers(Model model, IntFunction<Object[]> row)
      throws IOException, OrtException {
    return assertSameAnswers(model, GraphNames.DEFAULT, row);
  }

  static int assertSameAnswers(Model model, GraphNames names, IntFunction<Object[]> row)
      throws IOException, OrtException {
    List<TableRow> rows =
        IntStream.range(0, ROWS)
            .mapToObj(i -> new TableRow(model.encoding(), row.apply(i)))
            .toList();
    try (OnnxModel exported = new OnnxModel(file(model, names), model.encoding(), names)) {
      return Answers.of(model, rows).assertClose(exported.answers(rows), model.encoding().target());
    }
  }

  static Object[] eightNumbers(int row) {
    return new Object[] {new SplittableRandom(row).doubles(8, -3, 3).toArray()};
  }

  static Topology topology(int inputs, TargetEncoding target) {
    boolean classes = target instanceof TargetEncoding.Classes;
    return new Topology(
        List.of(inputs, 6, target.outputs()),
        List.of(Activation.TANH, classes ? Activation.SOFTMAX : Activation.IDENTITY),
        classes ? new Loss.CrossEntropy(0) : new Loss.SquaredError());
  }

  static Model model(FeatureColumn... columns) {
    int inputs = Arrays.stream(columns).mapToInt(FeatureColumn::inputs).sum();
    return Models.of(List.of(columns), Models.CLASSES, topology(inputs, Models.CLASSES));
  }

  /** All kinds of columns side by side. */
  static Model mixed() {
    return model(
        new NumberColumn("age of it", "bigint", 1, Missing.INDICATOR, List.of(40.0)),
        new OneHotColumn(
            "w", "string", WORDS.subList(0, 4), Unseen.ZERO, Missing.INDICATOR, List.of()),
        new HashedColumn("W1", "string", 8, Missing.ERROR, List.of()),
        new DateColumn("t", "timestamp", DateEncoding.CYCLIC, Missing.ERROR, List.of()),
        NumberColumn.whole("pixels", "array<tinyint>", 9));
  }
}
