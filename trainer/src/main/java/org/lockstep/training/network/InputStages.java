package org.lockstep.training.network;

import java.util.ArrayList;
import java.util.List;
import org.lockstep.encoding.DateColumn;
import org.lockstep.encoding.EmbeddedColumn;
import org.lockstep.encoding.Encoding;
import org.lockstep.encoding.FeatureColumn;
import org.lockstep.encoding.NumberColumn;
import org.lockstep.network.input.EmbeddedWord;
import org.lockstep.network.input.InputBlock;
import org.lockstep.network.input.InputStage;
import org.lockstep.network.input.PeriodicNumbers;
import org.lockstep.network.input.PlainInputs;
import org.lockstep.network.input.SparseInputs;
import org.lockstep.settings.InputSettings;

/** Builds the input stage of the settings for the columns of the data. */
public final class InputStages {
  private InputStages() {}

  /**
   * The stage: a table for each embedded column; periodic functions of numbers and of the days of
   * dates, but not of booleans, of which there are two values, nor of inputs that are 0 or 1 or a
   * cycle already; the sparse inputs of all columns together.
   */
  public static InputStage of(InputSettings settings, Encoding encoding) {
    List<InputBlock> blocks = new ArrayList<>();
    for (FeatureColumn column : encoding.features()) {
      if (column instanceof EmbeddedColumn words) {
        blocks.add(new EmbeddedWord(words.rows(), words.width()));
        continue;
      }
      int embedded = settings.numbers().isPresent() ? embedded(column) : 0;
      if (embedded > 0) {
        blocks.add(new PeriodicNumbers(embedded, settings.numbers().orElseThrow()));
      }
      if (embedded < column.inputs()) {
        blocks.add(new PlainInputs(column.inputs() - embedded));
      }
    }
    int present = encoding.inputsAlone().present();
    SparseInputs sparse =
        present == 0 ? SparseInputs.NONE : new SparseInputs(encoding.sparseWidth(), present);
    return new InputStage(blocks, settings.scale(), sparse);
  }

  /** How many of the first inputs of a column are embedded. */
  private static int embedded(FeatureColumn column) {
    boolean isNumber =
        column instanceof NumberColumn
            && !column.type().replaceAll("[<>]", " ").contains("boolean");
    return isNumber || column instanceof DateColumn ? column.scaledInputs() : 0;
  }
}
