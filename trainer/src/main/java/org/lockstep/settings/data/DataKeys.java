package org.lockstep.settings.data;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import org.lockstep.encoding.DateEncoding;
import org.lockstep.encoding.Missing;
import org.lockstep.encoding.MissingLabel;
import org.lockstep.encoding.Scaling;
import org.lockstep.encoding.Transform;
import org.lockstep.encoding.Unseen;
import org.lockstep.settings.table.TableName;
import org.lockstep.settings.value.Bound;
import org.lockstep.settings.value.Setting;
import org.lockstep.settings.value.ValueType;
import org.lockstep.settings.value.Values;

/** The settings of the data. */
public final class DataKeys {
  private static final String REFUSED = "error";

  /** The table to train on. */
  public static final Setting<String> TRAIN =
      Setting.of(
          "data.train",
          TableName.TYPE,
          null,
          "The table to train on: a Parquet file, a folder of them, or a glob, on any file system"
              + " that Spark reads; files of another format with data.format; { table = db.name }, a"
              + " table of Spark's catalog; or { sql = \"SELECT ...\" }. Required.");

  /** The examples to validate on. */
  public static final Setting<Validation> VALIDATION =
      Setting.of(
          "data.validation",
          Validation.TYPE,
          null,
          "The examples to validate the model on after each epoch: a table like that of data.train;"
              + " the share of its rows to hold back, chosen by a hash of their features,"
              + " stratified of each class on its own; or { column = NAME }, a column of booleans"
              + " that is true for the rows to hold back. With { folds = 5, stratified = true } train"
              + " makes a cross-validation: a run for each fold of the rows, then the model of all"
              + " rows; { folds = 5, fold = 2 } is one of these runs.");

  /** The examples to test the finished model on. */
  public static final Setting<Validation> TEST =
      Setting.of(
          "data.test",
          Validation.ONCE,
          null,
          "The examples to evaluate the finished model on, once: a table like that of data.train,"
              + " which changes no bit of the model; or a share or a column as in data.validation,"
              + " whose rows are neither trained nor validated on.");

  /** The label or the targets. */
  public static final Setting<List<String>> LABEL =
      Setting.of(
          "data.label",
          Values.names(),
          null,
          "The label column; for a regression one target column or a list of them. A target column"
              + " may hold arrays or vectors of one length, whose numbers are as many targets."
              + " Required.");

  /** The weight of each example. */
  public static final Setting<String> WEIGHT =
      Setting.of(
          "data.weight",
          Values.text(),
          null,
          "The column of the examples' weights, numbers of 0 or more, by which losses, means and"
              + " metrics are weighted. A validation table must have the column too.");

  /** The features. */
  public static final Setting<List<String>> FEATURES =
      Setting.of(
          "data.features",
          Values.names(),
          List.of(),
          "Feature columns in the order of the network's inputs: numbers, booleans, words, dates,"
              + " timestamps, arrays of numbers, Spark ML vectors. Empty for all columns but the"
              + " label.");

  /** Missing numbers and dates. */
  public static final Setting<Missing> MISSING =
      Setting.of(
          "data.missing",
          word(Missing.values(), Missing::settingsName),
          "error",
          "How to treat null and NaN in columns of numbers and of dates: error (the table is"
              + " refused), skip (the row is left out, in predictions too), mean (each input takes"
              + " its mean over the rows that have a value) or indicator (the mean, and one more"
              + " input that is 1 where the value is missing; mean if no row to train on lacks a"
              + " value).");

  /** Rows without a label. */
  public static final Setting<MissingLabel> MISSING_LABEL =
      Setting.of(
          "data.missing-label",
          word(MissingLabel.values(), MissingLabel::settingsName),
          "error",
          "How to treat a row whose label, or one of whose targets, is null or NaN: error (the"
              + " table is refused) or skip (the row is left out of training, validation and"
              + " evaluation, and counted).");

  /** The class that the metrics of one class are of. */
  public static final Setting<String> POSITIVE_CLASS =
      Setting.of(
          "data.positive-class",
          Values.text(),
          null,
          "The label of the class that precision-positive, recall-positive, f1-positive, roc-auc and"
              + " pr-auc are of, each against the rest. Without it the rarer of two classes among the rows to train on; of more"
              + " than two, roc-auc and pr-auc are means over the classes.");

  /** How many levels have an input each. */
  public static final Setting<Integer> MAX_LEVELS =
      Setting.of(
          "data.categories.max-levels",
          Values.wholeNumber(1),
          "100",
          "Columns with up to this number of different words have an input for each word; with more,"
              + " the words are embedded with data.categories.embedding, else hashed.");

  /** How many inputs hashed words have. */
  public static final Setting<Integer> HASH_BUCKETS =
      Setting.of(
          "data.categories.hash-buckets",
          Values.wholeNumber(2),
          "64",
          "The inputs of a column whose words are hashed, as Spark ML's HashingTF does.");

  /** How wide embedded words are. */
  public static final Setting<Integer> EMBEDDING =
      Setting.of(
          "data.categories.embedding",
          Values.wholeNumber(0, 4096),
          "0",
          "The numbers that stand for each word of a column with more than data.categories.max-levels"
              + " words: a learned vector for each word, such as 8, of up to 1,000,000 words, and one"
              + " each for unseen and for missing words. 0 hashes the words.");

  /** Words that training did not have. */
  public static final Setting<Unseen> UNSEEN =
      Setting.of(
          "data.categories.unseen",
          word(Unseen.values(), Unseen::settingsName),
          "error",
          "How to treat a word that the training rows do not have: error (the table is refused),"
              + " skip (the row is left out) or zero (the inputs of all levels are 0; of an embedded column,"
              + " the vector of unseen words).");

  /** Missing words. */
  public static final Setting<Missing> MISSING_WORDS =
      Setting.of(
          "data.categories.missing",
          word(Missing.values(), Missing::settingsName),
          "indicator",
          "How to treat null in a column of words: indicator (a level of its own; mean if no row"
              + " to train on lacks a word), mean (the share of each level; of an embedded column, the vector"
              + " of missing words), skip or error.");

  /** Dates and timestamps. */
  public static final Setting<Optional<DateEncoding>> DATES =
      Setting.of(
          "data.dates",
          dateType(),
          "cyclic",
          "Dates and timestamps, in UTC: cyclic (days since 1970, and sine and cosine of the place"
              + " in the week, in the year and, of a timestamp, in the day), days (those alone) or"
              + " error (refused).");

  /** The features' scaling. */
  public static final Setting<Scaling> SCALING =
      Setting.of(
          "data.scaling",
          word(Scaling.values(), Scaling::settingsName),
          "standard",
          "The scaling of each number and of the days of a date, on its own: none, standard (mean 0,"
              + " deviation 1), min-max (0 to 1), robust (median 0, quartiles 1 apart, as RealMLP"
              + " does; arXiv 2407.04491) or quantile (to a normal distribution by up to 1,000"
              + " quantiles, as scikit-learn's QuantileTransformer does). Quantiles are exact for a"
              + " column of up to 8,192 different numbers, and for one with more nearly so; the same"
              + " for any partitions.");

  /** The bound of scaled numbers. */
  public static final Setting<Double> SMOOTH_CLIP =
      Setting.of(
          "data.smooth-clip",
          Values.number(Bound.POSITIVE, "3"),
          null,
          "The bound c of a smooth clip of each number, and of the days of a date, after it is"
              + " scaled: z / sqrt(1 + (z / c)^2), which outliers cannot leave; 3 in RealMLP (arXiv"
              + " 2407.04491). Without it there is no clip.");

  /** Settings of single columns. */
  public static final Setting<SortedMap<String, EncodingSettings.Column>> COLUMNS =
      Setting.of(
          "data.columns",
          EncodingSettings.COLUMNS,
          null,
          "Settings of single feature columns, by their names, in place of those of all: transform"
              + " of each number (none; log1p, which is ln(1 + x); sqrt), before its mean is taken"
              + " and it is scaled; missing; and scaling, as in data.missing and data.scaling; of"
              + " Spark ML vectors sparse, which is true or false: whether only the numbers that are"
              + " not 0 are kept, and the columns of the first layer that they meet; without it, of"
              + " vectors of more than 16,384 numbers, up to 1,048,576. These are not centred: any"
              + " scaling divides all numbers of the column by the root of their mean square. A"
              + " number that a transform is not defined for is an error.");

  /** The transform of the targets. */
  public static final Setting<Transform> TARGET_TRANSFORM =
      Setting.of(
          "data.target-transform",
          Values.oneOf(List.of(Transform.NONE, Transform.LOG1P), Transform::settingsName),
          "none",
          "The transform of the targets of a regression, before they are scaled: none, or log1p, for"
              + " amounts that spread over powers of ten: the network learns ln(1 + y), and the"
              + " loss is of that; predictions and metrics are in the data's units. Targets must be"
              + " above -1.");

  /** The targets' scaling. */
  public static final Setting<Scaling> TARGET_SCALING =
      Setting.of(
          "data.target-scaling",
          Scaling.typeOf(Scaling.OF_TARGETS),
          null,
          "The scaling of the targets of a regression; losses are in scaled units, metrics and"
              + " predictions in the data's. Without it standard, but none for the losses that are"
              + " defined for some numbers only.");

  /** Whether predictions are clipped. */
  public static final Setting<Boolean> CLIP_PREDICTIONS =
      Setting.of(
          "data.clip-predictions",
          Values.flag(),
          "false",
          "Whether the predictions of a regression, quantiles too, are clipped to the range of the"
              + " targets in the rows to train on: by predict, evaluate and every export, and in the"
              + " metrics of validation. Losses are of the outputs as they are, and so are the"
              + " ends of intervals around a clipped prediction.");

  /** The number of classes. */
  public static final Setting<Integer> CLASSES =
      Setting.of(
          "data.classes",
          Values.wholeNumber(2),
          null,
          "For labels that are whole numbers from 0: how many classes there are, whether or not the"
              + " data hold all of them. Without it the classes are those in the data.");

  /** All of them, in the order of the documentation. */
  public static final List<Setting<?>> ALL =
      List.of(
          TRAIN,
          VALIDATION,
          TEST,
          LABEL,
          WEIGHT,
          FEATURES,
          MISSING,
          MISSING_LABEL,
          MAX_LEVELS,
          HASH_BUCKETS,
          EMBEDDING,
          UNSEEN,
          MISSING_WORDS,
          DATES,
          SCALING,
          SMOOTH_CLIP,
          COLUMNS,
          TARGET_SCALING,
          TARGET_TRANSFORM,
          CLIP_PREDICTIONS,
          CLASSES,
          POSITIVE_CLASS);

  private DataKeys() {}

  private static <T> ValueType<T> word(T[] values, java.util.function.Function<T, String> name) {
    return Values.oneOf(Arrays.asList(values), name);
  }

  private static ValueType<Optional<DateEncoding>> dateType() {
    List<Optional<DateEncoding>> all =
        List.of(Optional.of(DateEncoding.CYCLIC), Optional.of(DateEncoding.DAYS), Optional.empty());
    return Values.oneOf(all, dates -> dates.map(DateEncoding::settingsName).orElse(REFUSED));
  }
}
