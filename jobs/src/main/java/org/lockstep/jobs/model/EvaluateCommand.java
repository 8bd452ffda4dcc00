package org.lockstep.jobs.model;

import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.lockstep.jobs.console.Report;
import org.lockstep.jobs.session.JsonOption;
import org.lockstep.jobs.session.SparkSessions;
import org.lockstep.jobs.settings.CommandLineSettings;
import org.lockstep.model.Model;
import org.lockstep.training.evaluation.Evaluation;
import org.lockstep.training.metric.Scorecard;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Evaluates a model on a table. */
@Command(
    name = "evaluate",
    description = "Computes all metrics of a model on a table with labels.",
    footer = {
      "",
      "Examples:",
      "  lockstep evaluate runs/digits conf/data/digits-test.parquet",
      "  lockstep evaluate runs/digits conf/data/digits-test.parquet \\",
      "      --set spark.master=local[1]"
    })
public final class EvaluateCommand implements Callable<Integer> {
  @Mixin private ModelOptions options;

  @Mixin private WeightOption weight;

  @Mixin private MissingLabelOption missingLabel;

  @Mixin private JsonOption json;

  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields
  EvaluateCommand() {}

  @Override
  public Integer call() {
    CommandLineSettings given = options.settings("evaluate", WeightOption.KEY);
    Optional<String> column = weight.column(given);
    Model model;
    Evaluation.Result result;
    try (SparkSessions spark = options.open(given)) {
      model = options.model(spark);
      result =
          Evaluation.evaluate(
              spark.session(), model, options.data(spark, given), column, missingLabel.of(model));
    }
    Scorecard scorecard = result.scorecard();
    PrintWriter out = spec.commandLine().getOut();
    if (json.isRequested()) {
      Map<String, @Nullable Object> figures = new LinkedHashMap<>();
      figures.put("digest", model.digest());
      figures.put("examples", scorecard.examples());
      figures.putAll(RowsReport.figures(result.rows()));
      figures.putAll(ScorecardReport.figures(scorecard, model.encoding().target()));
      if (scorecard.classes().isPresent()) {
        figures.put("curves", ScorecardReport.curves(scorecard));
      }
      out.println(Report.json(figures));
    } else {
      out.println("examples  " + scorecard.examples());
      RowsReport.print(result.rows(), out);
      ScorecardReport.print(scorecard, model.encoding().target(), out);
      out.println("digest  " + model.digest());
    }
    return 0;
  }
}
