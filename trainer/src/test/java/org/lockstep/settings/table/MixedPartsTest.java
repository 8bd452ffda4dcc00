package org.lockstep.settings.table;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lockstep.UserException;

class MixedPartsTest {
  private static List<String> files(String names) {
    return List.of(names.split(" "));
  }

  @ParameterizedTest(name = "{1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "d | d/train.parquet d/test.parquet | data.train = \"d/train.parquet\", data.test = \"d/test.parquet\"",
        "my/d/ | file:/data/my/d/train.parquet file:/data/my/d/test.parquet | data.train = \"my/d/train.parquet\", data.test = \"my/d/test.parquet\"",
        "/data/d/*.csv | file:/data/d/train.csv file:/data/d/test.csv | data.train = \"/data/d/train.csv\", data.test = \"/data/d/test.csv\"",
        "d | d/iris-train.csv d/iris-test.csv d/readme.csv | data.train = \"d/iris-train.csv\", data.test = \"d/iris-test.csv\"",
        "d/* | d/train/part-0.parquet d/test/part-0.parquet | data.train = \"d/train\", data.test = \"d/test\"",
        "d | d/Train.csv d/Test.csv | data.train = \"d/Train.csv\", data.test = \"d/Test.csv\"",
        "d | d/train-00000-of-00002-ab12.parquet d/train-00001-of-00002-9f3c.parquet d/test-00000-of-00001-0c1d.parquet | data.train = \"d/train*\", data.test = \"d/test-00000-of-00001-0c1d.parquet\"",
        "d | d/X_train.parquet d/X_valid.parquet d/X_test.parquet | data.train = \"d/X_train.parquet\", data.test = \"d/X_test.parquet\", data.validation = \"d/X_valid.parquet\"",
        "d/*/* | d/a/train.parquet d/a/test.parquet d/b/train.parquet | data.train = \"d/a/train.parquet\", data.test = \"d/a/test.parquet\""
      })
  void partsToTrainAndToTestOnAreNoOneTable(String path, String names, String fix) {
    UserException mixed = MixedParts.in(path, files(names)).orElseThrow();

    assertThat(mixed.getMessage()).contains("it is not one table: ").contains("name each: " + fix);
  }

  @ParameterizedTest(name = "{1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "d | d/part-00000-0f1e2d3c-aaaa-4bbb-8ccc-000000000001-c000.snappy.parquet d/part-00001-0f1e2d3c-aaaa-4bbb-8ccc-000000000001-c000.snappy.parquet",
        "d | d/train.parquet",
        "d/train.parquet | d/train.parquet/part-0.parquet d/train.parquet/part-1.parquet",
        "d/test/train | d/test/train/part-0.parquet d/test/train/part-1.parquet",
        "d | d/split=train/part-0.parquet d/split=test/part-0.parquet",
        "d | d/trains.parquet d/tests.parquet",
        "d | d/train-to-york.parquet d/test-drives.parquet",
        "d | d/contest.parquet d/constrain.parquet",
        "d/{train,test}.parquet | d/train.parquet d/test.parquet",
        "d | d/test-1.parquet d/test-2.parquet d/dev-1.parquet"
      })
  void partsOfOneTableAreRead(String path, String names) {
    assertThat(MixedParts.in(path, files(names))).isEmpty();
  }
}
