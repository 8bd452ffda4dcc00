package org.lockstep.jobs.init;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.lockstep.data.survey.TableOverview.Kind;

/**
 * What speaks for a column as the label, and against it, each with its weight in points. This table
 * is all that {@link LabelRanking} knows.
 *
 * <p>A name counts in full if it is the word, apart from {@code is_}, {@code _flag} and numbers,
 * and for one point less if it begins or ends with it, as {@code sale_price}; of the names the
 * strongest alone counts.
 */
@SuppressWarnings("ImmutableEnumChecker") // the sets are of Set.of
enum LabelEvidence {
  /** A name that is used for nothing else. */
  NAMED_LABEL(10, "named as labels are", "target", "label", "labels", "y", "ground truth"),

  /** A name of what one wants to know beforehand. */
  NAMED_OUTCOME(
      6,
      "named as outcomes are",
      ("class,classes,outcome,response,result,diagnosis,prognosis,species,variety,cultivar,breed,"
              + "survived,survival,died,death,deceased,churn,churned,exited,attrition,default,"
              + "defaulted,fraud,fraudulent,spam,price,charges,progression,late,delayed,cancelled,"
              + "canceled,readmitted,approved,clicked,converted,conversion,purchased,subscribed,"
              + "sentiment,severity,infected,positive,malignant,won,winner,failed,failure,disease")
          .split(",", -1)),

  /** A name of a measure, which may be predicted, or predict. */
  NAMED_MEASURE(
      4,
      "named as measures are",
      ("score,rating,quality,grade,sales,revenue,profit,income,salary,wage,cost,demand,yield,"
              + "strength,consumption,delay,points")
          .split(",", -1)),

  /** A name of a group or an amount: more often a feature. */
  NAMED_GROUP(
      2,
      "named as groups and amounts are",
      "status,category,type,group,cluster,amount,value,count,cnt,duration,risk".split(",", -1)),

  /** Two different values, such as yes and no. */
  TWO_VALUES(2, "two different values"),

  /** Few enough for classes. */
  FEW_VALUES(1, "few different values"),

  /** By custom the label comes last, sometimes first. */
  LAST(2, "the last column"),

  /** By custom the label comes last, sometimes first. */
  FIRST(1, "the first column"),

  /** Words among columns that are all numbers. */
  ONLY_WORDS(1, "the only column of words"),

  /** Labels are rarely missing. */
  OFTEN_MISSING(-3, "missing in many rows"),

  /** A name of what is known beforehand, of time, place, person or size, and of no outcome. */
  NAMED_FEATURE(
      -4,
      "named as features are",
      ("age,sex,gender,race,marital,education,occupation,job,date,day,month,year,quarter,week,"
              + "weekday,hour,minute,time,timestamp,lat,latitude,lon,lng,long,longitude,zip,"
              + "zipcode,postcode,city,country,state,region,county,district,site,address,email,"
              + "phone,name,id,key,uuid,index,store,shop,height,width,length,depth,size,brand,"
              + "model,make,origin,destination,source")
          .split(",", -1));

  /** More different values than this are no classes, unless the name says so. */
  static final int FEW = 20;

  private static final double OFTEN = 0.05;
  private static final Set<String> COORDINATES = Set.of("x", "y", "z");

  private final int points;
  private final String reason;
  private final Set<String> names;

  LabelEvidence(int points, String reason, String... names) {
    this.points = points;
    this.reason = reason;
    this.names = Set.of(names);
  }

  /** Why, for the user. */
  String reason() {
    return reason;
  }

  /** Whether it is a name, of which only the strongest counts. */
  boolean isName() {
    return !names.isEmpty() && points > 0;
  }

  /**
   * The points for a column.
   *
   * @param all the columns that can be labels, in the order of the table
   * @return 0 if this evidence is not there
   */
  int points(ColumnFacts column, List<ColumnFacts> all) {
    int count = column.levels().count();
    return switch (this) {
      case NAMED_LABEL, NAMED_OUTCOME, NAMED_MEASURE, NAMED_GROUP ->
          isCoordinate(column, all) ? 0 : byName(column.words());
      case NAMED_FEATURE ->
          isCoordinate(column, all)
                  || (column.words().stream().anyMatch(names::contains)
                      && NAMED_LABEL.byName(column.words()) == 0
                      && NAMED_OUTCOME.byName(column.words()) == 0)
              ? points
              : 0;
      case TWO_VALUES -> count == 2 ? points : 0;
      case FEW_VALUES -> count > 2 && count <= FEW && column.levels().areClasses() ? points : 0;
      case LAST -> column.equals(all.get(all.size() - 1)) ? points : 0;
      case FIRST -> column.equals(all.get(0)) ? points : 0;
      case ONLY_WORDS ->
          column.kind() == Kind.TEXT && all.stream().filter(c -> c.kind() == Kind.TEXT).count() == 1
              ? points
              : 0;
      case OFTEN_MISSING -> column.missingShare() > OFTEN ? points : 0;
    };
  }

  private int byName(List<String> words) {
    if (names.contains(String.join(" ", words))) {
      return points;
    }
    // A letter within a longer name is no y.
    boolean isPart =
        words.size() > 1 && (isLongName(words.get(0)) || isLongName(words.get(words.size() - 1)));
    return isPart ? points - 1 : 0;
  }

  private boolean isLongName(String word) {
    return word.length() > 1 && names.contains(word);
  }

  /** Whether x, y or z stands beside another of them: y alone, or beside x1 and x2, is a label. */
  private static boolean isCoordinate(ColumnFacts column, List<ColumnFacts> all) {
    return COORDINATES.contains(column.name().toLowerCase(Locale.ROOT))
        && all.size() > 2
        && all.stream()
            .filter(other -> !other.equals(column))
            .anyMatch(other -> COORDINATES.contains(other.name().toLowerCase(Locale.ROOT)));
  }
}
