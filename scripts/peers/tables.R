# Writes public tables that R packages ship as CSV files, for scripts/benchmark tables.
#
#   Rscript --vanilla tables.R LIBRARY FOLDER
#
# LIBRARY is the folder of the unpacked packages, which need not be installed. Missing values are
# empty. Columns that number the rows, and a second form of the label, are left out; nothing else
# is changed.

arguments <- commandArgs(trailingOnly = TRUE)
library_folder <- arguments[1]
folder <- arguments[2]

lazy <- function(package, name) {
  tables <- new.env()
  lazyLoad(file.path(library_folder, package, "data", "Rdata"), tables)
  as.data.frame(get(name, tables))
}

plain <- function(package, name) {
  tables <- new.env()
  load(file.path(library_folder, package, "data", paste0(name, ".rda")), tables)
  as.data.frame(get(name, tables))
}

write_table <- function(name, table, label, without = character()) {
  table <- table[!is.na(table[[label]]), setdiff(names(table), without)]
  names(table) <- gsub(".", "_", names(table), fixed = TRUE)
  write.csv(table, file.path(folder, paste0(name, ".csv")), na = "", row.names = FALSE)
}

write_table("churn", lazy("modeldata", "wa_churn"), "churn")
write_table("calls", lazy("modeldata", "mlc_churn"), "churn")
write_table("attrition", lazy("modeldata", "attrition"), "Attrition")
write_table("loans", lazy("modeldata", "lending_club"), "Class")
write_table("jobs", lazy("modeldata", "hpc_data"), "class")
write_table("letters", plain("mlbench", "LetterRecognition"), "lettr")
write_table("satellite", plain("mlbench", "Satellite"), "classes")
write_table("shuttle", plain("mlbench", "Shuttle"), "Class")
write_table("pima", plain("mlbench", "PimaIndiansDiabetes2"), "diabetes")
write_table("stops", lazy("carData", "MplsStops"), "problem", "idNum")
write_table("ames", lazy("modeldata", "ames"), "Sale_Price")
write_table("concrete", lazy("modeldata", "concrete"), "compressive_strength")
write_table("sacramento", lazy("modeldata", "Sacramento"), "price")
write_table("salaries", lazy("modeldata", "stackoverflow"), "Salary")
write_table("houses", lazy("ggplot2", "txhousing"), "median", "date")
write_table("wages", lazy("carData", "SLID"), "wages")
