package org.lockstep.jobs.dataset;

import java.util.List;
import java.util.stream.Stream;

/**
 * A small public table of numbers with a class in its last column, as scikit-learn has it.
 *
 * @param name of the table
 * @param file as published: a line of its own first, then a row a line, the class as its number
 * @param features the columns of numbers
 * @param label the column of the class
 * @param classes their names, in the order of their numbers
 */
record LabelledTable(
    String name, String file, List<String> features, String label, List<String> classes) {
  static final LabelledTable IRIS =
      new LabelledTable(
          "iris",
          "iris.csv",
          List.of("sepal_length", "sepal_width", "petal_length", "petal_width"),
          "species",
          List.of("setosa", "versicolor", "virginica"));

  static final LabelledTable WINE =
      new LabelledTable(
          "wine",
          "wine_data.csv",
          List.of(
              "alcohol",
              "malic_acid",
              "ash",
              "alcalinity_of_ash",
              "magnesium",
              "total_phenols",
              "flavanoids",
              "nonflavanoid_phenols",
              "proanthocyanins",
              "color_intensity",
              "hue",
              "od280_od315",
              "proline"),
          "cultivar",
          List.of("class_0", "class_1", "class_2"));

  static final LabelledTable BREAST_CANCER =
      new LabelledTable(
          "breast-cancer",
          "breast_cancer.csv",
          Stream.of("mean", "error", "worst").flatMap(LabelledTable::measured).toList(),
          "diagnosis",
          List.of("malignant", "benign"));

  private static Stream<String> measured(String statistic) {
    return Stream.of(
            "radius",
            "texture",
            "perimeter",
            "area",
            "smoothness",
            "compactness",
            "concavity",
            "concave_points",
            "symmetry",
            "fractal_dimension")
        .map(name -> name + "_" + statistic);
  }
}
