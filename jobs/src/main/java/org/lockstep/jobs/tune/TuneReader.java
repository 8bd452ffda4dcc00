package org.lockstep.jobs.tune;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.hadoop.fs.Path;
import org.lockstep.UserException;
import org.lockstep.jobs.settings.CommandKeys;
import org.lockstep.jobs.settings.Hocon;
import org.lockstep.jobs.settings.HoconSource;
import org.lockstep.jobs.settings.PruneKind;
import org.lockstep.jobs.settings.SearchKind;
import org.lockstep.jobs.settings.SettingsFile;
import org.lockstep.metric.ValidationMetric;
import org.lockstep.settings.RunSettings;
import org.lockstep.settings.SettingsReader;
import org.lockstep.settings.TrainingKeys;
import org.lockstep.settings.data.Validation;
import org.lockstep.settings.value.SettingValues;

/** Reads the section {@code tune} of a settings file, and the settings of each of its trials. */
final class TuneReader {
  /** More trials are likely a typing error, and their folders would fill a disk. */
  private static final int MOST_TRIALS = 10_000;

  /** Settings that change the definition of the loss. */
  private static final Set<String> OF_LOSS =
      Set.of(
          "training.loss",
          "training.huber-delta",
          "training.label-smoothing",
          "data.target-scaling",
          "data.target-transform");

  private final String file;
  private final List<String> overrides;
  private final RunSettings base;
  private final SettingValues values;
  private final SearchSpace space;

  TuneReader(String file, List<String> overrides) {
    this.file = file;
    this.overrides = overrides;
    base = SettingsFile.read(file, overrides).run();
    Config defaults = SettingsFile.defaults();
    Config config = Hocon.read(file, overrides, ConfigFactory.empty(), defaults);
    values = new SettingValues(new HoconSource(config));
    space = new SpaceReader(config, defaults).read();
  }

  TuneSettings read() {
    if (base.data().validation() instanceof Validation.None) {
      throw new UserException(
          "a search compares its trials by validation examples, and there are none",
          file,
          "set data.validation to a table or to a fraction such as 0.1");
    }
    if (base.data().validation() instanceof Validation.Folds folds) {
      throw new UserException(
          "a search compares its trials by one set of examples, and data.validation names %s"
              .formatted(folds.described()),
          file,
          "set data.validation to a table or to a fraction such as 0.1, or to one of the folds");
    }
    if (space.dimensions().isEmpty()) {
      throw new UserException(
          "tune.space is empty",
          file,
          "add settings and their values there, or with --try KEY=[A,B,C]");
    }
    SearchKind search = values.get(CommandKeys.SEARCH);
    ValidationMetric metric = metric();
    List<SortedMap<String, ConfigValue>> known = search == SearchKind.GRID ? grid() : drawn();
    Optional<Suggestions> suggestions = Optional.empty();
    if (search == SearchKind.TPE) {
      int count = known.size();
      known = known.subList(0, Math.min(count, TreeParzen.STARTUP));
      checkEnds(metric);
      suggestions =
          Optional.of(
              new Suggestions(
                  count,
                  new TreeParzen(space, values.get(CommandKeys.SEARCH_SEED)),
                  (number, its) -> trial(number, its, metric)));
    }
    return new TuneSettings(
        base.output(), search, metric, course(search), trials(known, metric), suggestions);
  }

  /** Reads the settings with each value of a list, so that none is refused in mid-search. */
  private void checkEnds(ValidationMetric metric) {
    SortedMap<String, ConfigValue> usual = space.draw(values.get(CommandKeys.SEARCH_SEED), 1);
    space
        .dimensions()
        .forEach(
            (key, dimension) -> {
              List<ConfigValue> ends =
                  dimension instanceof Choice choice
                      ? choice.values()
                      : List.of(dimension.at(0), dimension.at(Math.nextDown(1.0)));
              for (ConfigValue end : ends) {
                SortedMap<String, ConfigValue> changed = new TreeMap<>(usual);
                changed.put(key, end);
                trial(1, changed, metric);
              }
            });
  }

  private Course course(SearchKind search) {
    Optional<Halving> halving = halving();
    Optional<MedianPruning> pruning =
        values.get(CommandKeys.PRUNE) == PruneKind.MEDIAN
            ? Optional.of(new MedianPruning(values.get(CommandKeys.PRUNE_MIN_EPOCHS)))
            : Optional.empty();
    if (halving.isPresent() && (search == SearchKind.TPE || pruning.isPresent())) {
      throw values.wrong(
          CommandKeys.MIN_EPOCHS,
          "halving pauses all trials together, %s: remove it%s"
              .formatted(
                  pruning.isPresent()
                      ? "and tune.prune ends them one by one"
                      : "and tpe suggests them one after the other",
                  pruning.isPresent() ? ", or set tune.prune = none" : ", or use tune.prune"));
    }
    return new Course(halving, pruning, values.get(CommandKeys.PARALLEL));
  }

  private ValidationMetric metric() {
    ValidationMetric metric =
        new SettingsReader(values, base.data().target().task()).metric(CommandKeys.SEARCH_METRIC);
    for (String key : space.dimensions().keySet()) {
      if (metric == ValidationMetric.LOSS && OF_LOSS.contains(key)) {
        throw new UserException(
            "%s is searched and tune.metric is loss: different losses cannot be compared"
                .formatted(key),
            file,
            "set tune.metric to another metric");
      }
    }
    return metric;
  }

  private Optional<Halving> halving() {
    if (!values.has(CommandKeys.MIN_EPOCHS)) {
      return Optional.empty();
    }
    Halving halving =
        new Halving(values.get(CommandKeys.MIN_EPOCHS), values.get(CommandKeys.FACTOR));
    int epochs = base.training().batches().epochs();
    if (space.dimensions().containsKey("training.epochs")) {
      throw values.wrong(
          CommandKeys.MIN_EPOCHS,
          "halving sets the epochs of each trial: remove training.epochs from tune.space");
    }
    if (halving.minEpochs() >= epochs) {
      throw values.wrong(
          CommandKeys.MIN_EPOCHS,
          "it must be less than training.epochs, which is %d".formatted(epochs));
    }
    return Optional.of(halving);
  }

  private List<SortedMap<String, ConfigValue>> grid() {
    space
        .dimensions()
        .forEach(
            (key, dimension) -> {
              if (dimension instanceof Range range) {
                throw new UserException(
                    "%s has a range in tune.space".formatted(key),
                    Hocon.where(range.origin()),
                    "a grid needs lists: write one, or set tune.search = random");
              }
            });
    long combinations = space.combinations().orElseThrow();
    if (combinations > MOST_TRIALS) {
      throw new UserException(
          "tune.space has %,d combinations or more".formatted(combinations),
          file,
          "a search has %,d trials at most: set tune.search = random".formatted(MOST_TRIALS));
    }
    return space.grid();
  }

  private List<SortedMap<String, ConfigValue>> drawn() {
    int trials = values.get(CommandKeys.TRIALS);
    if (trials > MOST_TRIALS) {
      throw values.wrong(CommandKeys.TRIALS, "it must be at most %,d".formatted(MOST_TRIALS));
    }
    OptionalLong combinations = space.combinations();
    if (combinations.isPresent() && trials > combinations.getAsLong()) {
      throw new UserException(
          "tune.trials is %d, and tune.space has %d combinations in all"
              .formatted(trials, combinations.getAsLong()),
          file,
          "set tune.search = grid, which tries each of them once");
    }
    long seed = values.get(CommandKeys.SEARCH_SEED);
    return IntStream.rangeClosed(1, trials).mapToObj(t -> space.draw(seed, t)).toList();
  }

  private List<Trial> trials(
      List<SortedMap<String, ConfigValue>> combinations, ValidationMetric metric) {
    List<Trial> trials = new ArrayList<>();
    for (SortedMap<String, ConfigValue> values : combinations) {
      trials.add(trial(trials.size() + 1, values, metric));
    }
    return trials;
  }

  private Trial trial(int number, SortedMap<String, ConfigValue> values, ValidationMetric metric) {
    Config tried = ConfigFactory.empty();
    for (Map.Entry<String, ConfigValue> value : values.entrySet()) {
      tried = value.getValue().atPath(value.getKey()).withFallback(tried);
    }
    List<String> all = new ArrayList<>(overrides);
    all.add("output=" + new Path(base.output(), Trial.folderName(number)));
    SettingsFile settings = SettingsFile.read(file, all, tried);
    Set<ValidationMetric> metrics = settings.run().training().stopping().metrics();
    if (metric.cost() != ValidationMetric.Cost.ALWAYS && metrics.add(metric)) {
      all.add(
          "%s=[%s]"
              .formatted(
                  TrainingKeys.METRICS.key(), ValidationMetric.joined(List.copyOf(metrics))));
      settings = SettingsFile.read(file, all, tried);
    }
    return new Trial(number, values, settings);
  }
}
