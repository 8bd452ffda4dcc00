package org.lockstep.data.column;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.XXH64;
import org.apache.spark.unsafe.Platform;
import org.jspecify.annotations.Nullable;
import org.lockstep.encoding.DateColumn;
import org.lockstep.encoding.Missing;
import org.lockstep.encoding.row.SparseValues;

/**
 * The feature values of one row before the encoding: for the survey, and to decide by their hash
 * whether the row is held back for validation.
 */
public final class FeatureValues {
  private static final long WORD_SEED = 42;

  private final List<FeaturePlan> plans;
  private final SparkRow row;
  private final int[] widths;
  private final int[] nulls;

  /** The numbers of each column among {@link #content}. */
  private final int[] lengths;

  private final SparseValues present = new SparseValues();
  private final @Nullable String[] words;
  private double[] content = new double[0];
  private int length;

  public FeatureValues(List<FeaturePlan> plans) {
    this.plans = plans;
    row = new SparkRow(plans);
    widths = new int[plans.size()];
    nulls = new int[plans.size()];
    lengths = new int[plans.size()];
    words = new String[plans.size()];
  }

  /** Reads a row. */
  public void read(InternalRow next) {
    row.of(next);
    length = 0;
    for (int c = 0; c < widths.length; c++) {
      int from = length;
      nulls[c] = 0;
      words[c] = null;
      if (row.isMissing(c)) {
        widths[c] = ColumnReader.MISSING;
        grow(1);
        content[length++] = Double.NaN;
      } else {
        read(c);
      }
      lengths[c] = length - from;
    }
  }

  private void read(int c) {
    switch (plans.get(c).kind()) {
      case NUMBERS -> {
        widths[c] = row.width(c);
        if (plans.get(c).isSparse(widths[c])) {
          readPresent(c);
        } else if (widths[c] > 0) {
          grow(widths[c]);
          nulls[c] = row.read(c, content, length);
          length += widths[c];
        }
      }
      case WORDS -> {
        String word = row.text(c);
        byte[] utf8 = word.getBytes(StandardCharsets.UTF_8);
        widths[c] = 1;
        words[c] = word;
        grow(1);
        content[length++] =
            Double.longBitsToDouble(
                XXH64.hashUnsafeBytes(utf8, Platform.BYTE_ARRAY_OFFSET, utf8.length, WORD_SEED));
      }
      case DATES -> {
        widths[c] = 2;
        grow(2);
        content[length++] = row.epochDay(c);
        content[length++] = row.microsecondOfDay(c);
      }
    }
  }

  /** Reads the numbers of a vector that are not 0, each behind its index. */
  private void readPresent(int c) {
    row.present(c, present);
    if (!present.isInOrder()) {
      widths[c] = ColumnReader.MALFORMED;
      return;
    }
    grow(2 * present.count());
    for (int k = 0; k < present.count(); k++) {
      content[length++] = present.index(k);
      content[length++] = present.value(k);
    }
  }

  private void grow(int by) {
    if (content.length < length + by) {
      content = Arrays.copyOf(content, Math.max(2 * content.length, length + by));
    }
  }

  /** Whether the row is skipped. */
  public boolean isSkipped() {
    int from = 0;
    for (int c = 0; c < widths.length; c++) {
      FeaturePlan plan = plans.get(c);
      String word = words[c];
      if ((plan.missing() == Missing.SKIP && lacks(c, from))
          || (word != null && plan.skips(word))) {
        return true;
      }
      from += lengths[c];
    }
    return false;
  }

  private boolean lacks(int c, int from) {
    if (widths[c] == ColumnReader.MISSING) {
      return true;
    }
    if (plans.get(c).kind() == FeatureKind.NUMBERS) {
      for (int i = 0; i < lengths[c]; i++) {
        if (Double.isNaN(content[from + i])) {
          return true;
        }
      }
    }
    return false;
  }

  /** Adds the row to the surveys of the columns. */
  public void addTo(List<? extends RowSink> surveys, boolean measured) {
    int from = 0;
    for (int c = 0; c < widths.length; c++) {
      RowSink survey = surveys.get(c);
      FeaturePlan plan = plans.get(c);
      String word = words[c];
      if (widths[c] < 0) {
        survey.addFault(widths[c]);
      } else if (word != null) {
        survey.addWord(word, measured);
      } else if (plan.kind() == FeatureKind.DATES) {
        addDate(survey, plan, c, measured);
      } else if (plan.isSparse(widths[c])) {
        survey.addSparse(content, from, widths[c], lengths[c] / 2, measured);
      } else {
        survey.add(content, from, widths[c], nulls[c], measured);
      }
      from += lengths[c];
    }
  }

  private void addDate(RowSink survey, FeaturePlan plan, int c, boolean measured) {
    if (DateColumn.isInfinite(plan.hasTime(), row, c)) {
      survey.addInfinite(plan.dateWidth());
      return;
    }
    double[] inputs = new double[plan.dateWidth()];
    DateColumn.encode(plan.dates(), plan.hasTime(), row, c, inputs, 0);
    survey.add(inputs, 0, inputs.length, 0, measured);
  }

  /** Adds a skipped row, and which of its values are missing, to the surveys of the columns. */
  public void addSkippedTo(List<? extends RowSink> surveys) {
    int from = 0;
    for (int c = 0; c < widths.length; c++) {
      surveys.get(c).addSkipped(lacks(c, from));
      from += lengths[c];
    }
  }

  /** The content of the row as numbers; words are hashed. The first {@link #length} are valid. */
  public double[] content() {
    return content;
  }

  /** The length of {@link #content}. */
  public int length() {
    return length;
  }
}
