package org.lockstep.export;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.ByteBuffer;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.lockstep.encoding.Encoding;
import org.lockstep.encoding.FeatureColumn;
import org.lockstep.encoding.GraphNames;
import org.lockstep.encoding.NumberColumn;

/** An exported model in ONNX Runtime. */
final class OnnxModel implements AutoCloseable {
  private final OrtSession session;
  private final Encoding encoding;
  private final GraphNames names;
  private final OnnxColumns columns;

  OnnxModel(byte[] file, Encoding encoding) throws OrtException {
    this(file, encoding, GraphNames.DEFAULT);
  }

  OnnxModel(byte[] file, Encoding encoding, GraphNames names) throws OrtException {
    this.encoding = encoding;
    this.names = names;
    columns = new OnnxColumns(new OnnxGraph("inputs"), names);
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(1);
      session = OrtEnvironment.getEnvironment().createSession(file, options);
    }
  }

  OrtSession session() {
    return session;
  }

  /** Its answers for rows, all in one batch. */
  Answers answers(List<TableRow> rows) throws OrtException {
    Map<String, OnnxTensor> inputs = new LinkedHashMap<>();
    for (int c = 0; c < encoding.features().size(); c++) {
      put(inputs, encoding.features().get(c), c, rows);
    }
    try (OrtSession.Result result = session.run(inputs)) {
      boolean[] valid = (boolean[]) result.get("valid").orElseThrow().getValue();
      Object numbers =
          result.get("probabilities").or(() -> result.get("prediction")).orElseThrow().getValue();
      Object labels = result.get("label").isPresent() ? result.get("label").get().getValue() : null;
      List<double[]> rowsOfNumbers = new ArrayList<>();
      List<Object> rowsOfLabels = new ArrayList<>();
      for (int row = 0; row < rows.size(); row++) {
        double[] ofRow = ofRow(numbers, row);
        for (double number : ofRow) {
          assertThat(Double.isNaN(number)).isEqualTo(!valid[row]);
        }
        rowsOfNumbers.add(valid[row] ? ofRow : null);
        rowsOfLabels.add(valid[row] ? label(labels, row) : null);
      }
      return new Answers(rowsOfNumbers, rowsOfLabels);
    } finally {
      inputs.values().forEach(OnnxTensor::close);
    }
  }

  private static double[] ofRow(Object numbers, int row) {
    if (numbers instanceof double[] one) {
      return new double[] {one[row]};
    } else if (numbers instanceof double[][] several) {
      return several[row];
    }
    float[] floats = ((float[][]) numbers)[row];
    double[] doubles = new double[floats.length];
    for (int i = 0; i < floats.length; i++) {
      doubles[i] = floats[i];
    }
    return doubles;
  }

  private static @Nullable Object label(@Nullable Object labels, int row) {
    if (labels instanceof String[] words) {
      return words[row];
    } else if (labels instanceof long[] numbers) {
      return numbers[row];
    }
    return labels instanceof boolean[] booleans ? booleans[row] : null;
  }

  private void put(Map<String, OnnxTensor> inputs, FeatureColumn column, int c, List<TableRow> rows)
      throws OrtException {
    int width =
        column instanceof NumberColumn numbers
            ? numbers.width()
            : Math.max(1, column.sparseInputs());
    long[] shape = {rows.size(), width};
    boolean isMarked = names.hasMissingInput(column);
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    OnnxTensor tensor =
        switch (columns.type(column)) {
          case FLOAT -> {
            FloatBuffer floats = FloatBuffer.allocate(rows.size() * width);
            for (TableRow row : rows) {
              for (double number : numbers(row, c, width)) {
                floats.put((float) number);
              }
            }
            yield OnnxTensor.createTensor(environment, floats.flip(), shape);
          }
          case DOUBLE -> {
            DoubleBuffer doubles = DoubleBuffer.allocate(rows.size() * width);
            rows.forEach(row -> doubles.put(numbers(row, c, width)));
            yield OnnxTensor.createTensor(environment, doubles.flip(), shape);
          }
          case INT64 -> {
            LongBuffer longs = LongBuffer.allocate(rows.size() * width);
            for (TableRow row : rows) {
              if (column instanceof NumberColumn) {
                longs.put(row.integers(c));
              } else if (row.isMissing(c)) {
                longs.put(isMarked ? -77 : Long.MIN_VALUE);
              } else {
                longs.put((Long) row.value(c));
              }
            }
            yield OnnxTensor.createTensor(environment, longs.flip(), shape);
          }
          default -> {
            String none = isMarked ? "nothing" : "";
            yield OnnxTensor.createTensor(
                environment,
                rows.stream()
                    .map(row -> row.isMissing(c) ? none : row.text(c))
                    .toArray(String[]::new),
                shape);
          }
        };
    inputs.put(column.name(), tensor);
    if (isMarked) {
      ByteBuffer missing = ByteBuffer.allocateDirect(rows.size());
      rows.forEach(row -> missing.put((byte) (row.isMissing(c) ? 1 : 0)));
      inputs.put(
          names.missing(column),
          OnnxTensor.createTensor(environment, missing.flip(), shape, OnnxJavaType.BOOL));
    }
  }

  private static double[] numbers(TableRow row, int column, int width) {
    double[] numbers = new double[width];
    if (row.isMissing(column)) {
      java.util.Arrays.fill(numbers, Double.NaN);
    } else {
      row.numbers(column, numbers, 0);
    }
    return numbers;
  }

  @Override
  public void close() throws OrtException {
    session.close();
  }
}
