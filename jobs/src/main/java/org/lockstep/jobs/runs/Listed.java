package org.lockstep.jobs.runs;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.jspecify.annotations.Nullable;
import org.lockstep.jobs.tune.SearchFolder;

/**
 * A line of the list of runs: a run, or a search with its best trial.
 *
 * @param name of the folder; of a search with that of the trial, such as {@code tune/trial-003}
 * @param run the run, or the best trial of the search; without a finished one the first trial
 * @param search how far the search is; empty for a run
 */
record Listed(String name, RunSummary run, Optional<Search> search) {
  /**
   * How far a search is.
   *
   * @param trials that have begun
   * @param finished trials that have a model
   */
  record Search(int trials, int finished) {}

  static Listed run(Configuration hadoop, String folder, String name) {
    return new Listed(name, RunSummary.read(hadoop, folder, name), Optional.empty());
  }

  /** Reads a search by its trials, of which there is at least one. */
  static Listed search(Configuration hadoop, String folder, String name) {
    String path = folder + "/" + name;
    List<RunSummary> trials =
        SearchFolder.trialsIn(hadoop, path).stream()
            .map(trial -> RunSummary.read(hadoop, path, trial))
            .toList();
    Optional<String> best = SearchFolder.bestOf(hadoop, path);
    RunSummary shown =
        trials.stream()
            .filter(trial -> best.isPresent() && trial.name().equals(best.get()))
            .findFirst()
            .orElse(trials.get(0));
    long finished =
        trials.stream().filter(trial -> trial.state() == RunSummary.State.FINISHED).count();
    return new Listed(
        name + "/" + shown.name(), shown, Optional.of(new Search(trials.size(), (int) finished)));
  }

  /** The state of a run, or the finished trials of a search, such as {@code 7/9 trials}. */
  String state() {
    return search
        .map(its -> "%d/%d trials".formatted(its.finished(), its.trials()))
        .orElse(run.state().resultName());
  }

  /** The line as JSON prints it. */
  Map<String, @Nullable Object> figures() {
    Map<String, @Nullable Object> figures = new LinkedHashMap<>(run.figures());
    figures.put("name", name);
    search.ifPresent(
        its -> {
          figures.put("trials", its.trials());
          figures.put("trials-finished", its.finished());
        });
    return figures;
  }
}
