package org.lockstep.scoring;

import java.nio.file.Path;
import java.util.Map;

/** A program that knows nothing of Spark: prints the answer for one row of a model of x and w. */
final class ScoreOneRow {
  private ScoreOneRow() {}

  /** Takes the folder of the model, the number x and the word w. */
  public static void main(String[] arguments) {
    Scorer scorer = Scorer.load(Path.of(arguments[0]));
    Map<String, Object> row = Map.of("x", Double.parseDouble(arguments[1]), "w", arguments[2]);
    System.out.println(scorer.score(row).orElseThrow());
  }
}
