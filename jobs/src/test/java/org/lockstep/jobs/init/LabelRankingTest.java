package org.lockstep.jobs.init;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lockstep.data.survey.TableOverview.Kind;
import org.lockstep.data.survey.TableOverview.Levels;

class LabelRankingTest {
  /**
   * Tables as they are known to everyone, described: {@code w5} is a column of 5 words, {@code i9}
   * one of 9 whole numbers, {@code f} one of fractions, {@code b} one of booleans; {@code ?} that a
   * fifth is missing. Ids and dates are no candidates and stand in none.
   */
  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "titanic of a contest | named | Survived | Survived:i2 Pclass:i3 Sex:w2 Age:f? SibSp:i7 Parch:i7 Ticket:w681 Fare:f Cabin:w147? Embarked:w3",
        "titanic of a package | asked | survived | survived:i2 pclass:i3 sex:w2 age:f? sibsp:i7 parch:i7 fare:f embarked:w3 class:w3 who:w3 adult_male:b deck:w7? embark_town:w3 alive:w2 alone:b",
        "incomes | named | income | age:i73 workclass:w8 fnlwgt:i21648 education:w16 education-num:i16 marital-status:w7 occupation:w14 relationship:w6 race:w5 sex:w2 capital-gain:i119 capital-loss:i92 hours-per-week:i94 native-country:w41 income:w2",
        "a bank's campaign | named | y | age:i70 job:w12 marital:w3 education:w4 default:w2 balance:i7168 housing:w2 loan:w2 contact:w3 day:i31 month:w12 duration:i1573 campaign:i48 pdays:i559 previous:i41 poutcome:w4 y:w2",
        "diamonds | named | price | carat:f cut:w5 color:w7 clarity:w8 depth:f table:f price:i11602 x:f y:f z:f",
        "penguins | named | species | species:w3 island:w3 bill_length_mm:f? bill_depth_mm:f? flipper_length_mm:i55? body_mass_g:i94? sex:w2 year:i3",
        "red and white wines | asked | quality | type:w2 fixed_acidity:f volatile_acidity:f citric_acid:f residual_sugar:f chlorides:f sulphates:f alcohol:f quality:i7",
        "homes in Boston | asked | medv | crim:f zn:f indus:f chas:i2 nox:f rm:f age:f dis:f rad:i9 tax:i66 ptratio:f b:f lstat:f medv:f",
        "homes in California | asked | median_house_value | longitude:f latitude:f housing_median_age:i52 total_rooms:i5926 total_bedrooms:i1923 population:i3888 households:i1815 median_income:f median_house_value:i3842 ocean_proximity:w5",
        "sales of homes | asked | SalePrice | MSSubClass:i15 MSZoning:w5 LotArea:i1073 Street:w2 CentralAir:w2 GarageType:w6 YrSold:i5 SaleType:w9 SaleCondition:w6 SalePrice:i663",
        "fraud with cards | named | Class | Time:i124592 V1:f V2:f V28:f Amount:f Class:i2",
        "customers of a telephone company | named | Churn | gender:w2 SeniorCitizen:i2 Partner:w2 Dependents:w2 tenure:i73 PhoneService:w2 Contract:w3 PaperlessBilling:w2 PaymentMethod:w4 MonthlyCharges:f TotalCharges:w6531 Churn:w2",
        "hearts | named | target | age:i41 sex:i2 cp:i4 trestbps:i49 chol:i152 fbs:i2 thalach:i91 exang:i2 oldpeak:f slope:i3 ca:i5 thal:i4 target:i2",
        "diabetics | named | Outcome | Pregnancies:i17 Glucose:i136 BloodPressure:i47 SkinThickness:i51 Insulin:i186 BMI:f DiabetesPedigreeFunction:f Age:i52 Outcome:i2",
        "mushrooms | named | class | class:w2 cap-shape:w6 cap-surface:w4 bruises:w2 odor:w9 gill-size:w2 stalk-shape:w2 ring-type:w5 population:w6 habitat:w7",
        "cars by buyers | named | class | buying:w4 maint:w4 doors:w4 persons:w3 lug_boot:w3 safety:w3 class:w4",
        "abalones | asked | rings | sex:w3 length:f diameter:f height:f whole_weight:f shucked_weight:f shell_weight:f rings:i28",
        "cars by consumption | asked | mpg | mpg:f cylinders:i5 displacement:f horsepower:i93? weight:i351 acceleration:f model_year:i13 origin:w3 name:w301",
        "hired bicycles | asked | cnt | season:i4 yr:i2 mnth:i12 hr:i24 holiday:i2 weekday:i7 workingday:i2 weathersit:i4 temp:f hum:f windspeed:f casual:i322 registered:i776 cnt:i869",
        "costs of insurance | named | charges | age:i47 sex:w2 bmi:f children:i6 smoker:w2 region:w4 charges:f",
        "credits | asked | Status | Status:w2 Seniority:i47 Home:w6 Time:i11 Age:i50 Marital:w5 Records:w2 Job:w4 Expenses:i94 Income:i353? Assets:i160? Debt:i182? Amount:i285 Price:i1419",
        "payments in default | named | default.payment.next.month | LIMIT_BAL:i81 SEX:i2 EDUCATION:i7 MARRIAGE:i4 AGE:i56 PAY_0:i11 BILL_AMT1:i22723 PAY_AMT1:i7943 default.payment.next.month:i2",
        "late flights | named | late | month:i12 day:i31 hour:i24 carrier:w16 origin:w229 dest:w230 distance:i214 late:b",
        "delays of flights | asked | arr_delay | month:i12 day:i31 dep_delay:i527? arr_delay:i577? carrier:w16 distance:i214 air_time:i509?",
        "fires in a forest | asked | area | X:i9 Y:i7 month:w12 day:w7 FFMC:f DMC:f DC:f ISI:f temp:f RH:i75 wind:f rain:f area:f",
        "points in space | named | label | x:f y:f z:f intensity:f label:i5",
        "one number by another | named | y | x:f y:f",
        "numbers without names | asked | V5 | V1:f V2:f V3:f V4:f V5:w3",
        "a price that predicts | asked | bought | price:f promotion:b visits:i40 bought:b",
        "a status that predicts | asked | strain | status:w2 load:f strain:f"
      })
  void aDescribedTableHasItsLabelNamedOrIsAskedFor(
      String name, String outcome, String label, String columns) {
    LabelRanking ranking =
        LabelRanking.of(Arrays.stream(columns.split(" ")).map(LabelRankingTest::column).toList());

    Optional<String> chosen = ranking.chosen().map(best -> best.column().name());

    assertThat(chosen)
        .as(ranking.best())
        .isEqualTo(outcome.equals("named") ? Optional.of(label) : Optional.empty());
  }

  private static ColumnFacts column(String described) {
    String name = described.substring(0, described.lastIndexOf(':'));
    String what = described.substring(name.length() + 1);
    double missing = what.endsWith("?") ? 0.2 : 0;
    String count = what.replaceAll("\\D", "");
    return switch (what.charAt(0)) {
      case 'w' -> new ColumnFacts(name, Kind.TEXT, levels(count), missing);
      case 'i' -> new ColumnFacts(name, Kind.NUMBER, levels(count), missing);
      case 'b' -> new ColumnFacts(name, Kind.BOOLEAN, new Levels(2, true), missing);
      default -> new ColumnFacts(name, Kind.NUMBER, new Levels(10_001, false), missing);
    };
  }

  private static Levels levels(String count) {
    return new Levels(Integer.parseInt(count), true);
  }

  @Test
  void theThreeBestAreListedWithTheReasons() {
    LabelRanking ranking =
        LabelRanking.of(
            List.of(
                column("survived:i2"), column("fare:f"), column("class:w3"), column("alive:w2")));

    assertThat(ranking.best())
        .isEqualTo(
            "survived (named as outcomes are, two different values, the first column),"
                + " class (named as outcomes are, few different values),"
                + " alive (two different values, the last column)");
  }

  @ParameterizedTest
  @CsvSource({
    "isFraud, fraud",
    "churn_flag, churn",
    "Sale.Price_2, sale price",
    "is, is",
    "HasDefaulted, defaulted",
    "42, ''"
  })
  void theWordsOfANameAreThoseThatTell(String name, String words) {
    assertThat(String.join(" ", new ColumnFacts(name, Kind.TEXT, new Levels(2, true), 0).words()))
        .isEqualTo(words);
  }
}
