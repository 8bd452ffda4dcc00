package org.lockstep.data.leak;

import java.io.Serializable;

/** The sums of a straight line through numbers and labels, both on their grids. */
final class LinearSums implements Serializable {
  private static final long serialVersionUID = 1L;
  private long rows;
  private long x;
  private long y;
  private final WideSum xx = new WideSum();
  private final WideSum xy = new WideSum();
  private final WideSum yy = new WideSum();

  void add(long number, long label) {
    rows++;
    x += number;
    y += label;
    xx.add(number * number);
    xy.add(number * label);
    yy.add(label * label);
  }

  void add(LinearSums other) {
    rows += other.rows;
    x += other.x;
    y += other.y;
    xx.add(other.xx);
    xy.add(other.xy);
    yy.add(other.yy);
  }

  long rows() {
    return rows;
  }

  /** The sum of the squares of the labels. */
  double labelSquares() {
    return yy.value();
  }

  /** The share of the variance that the line explains, cov² / (var var); 0 if one is constant. */
  double rSquared() {
    double n = rows;
    double covariance = n * xy.value() - (double) x * y;
    double variances = (n * xx.value() - (double) x * x) * (n * yy.value() - (double) y * y);
    return variances > 0 ? covariance * covariance / variances : 0;
  }
}
