//! The sheet of settings.

use std::collections::BTreeSet;

use rotaplan_core::input::Problem;
use rotaplan_core::input::file::PROGRAM_FORMAT;
use serde_json::json;

use super::{Draft, set, stand_in};
use crate::sheets::cell::{Row, normal};
use crate::sheets::kind::text;
use crate::sheets::list::items;
use crate::sheets::origins::Origin;
use crate::sheets::schema::{Column, RANK_POINTS, SETTING_ROWS, SETTINGS};
use crate::sheets::table::Table;

impl Draft<'_> {
    pub(super) fn settings(&mut self) {
        let mut program = std::mem::take(&mut self.program);
        set(&mut program, "format", json!(PROGRAM_FORMAT));
        if let Some((at, table)) = self.table(&SETTINGS) {
            let mut seen: BTreeSet<&str> = BTreeSet::new();
            for row in &table.rows {
                let name = text(&table.cell(row, 0));
                if normal(&name) == normal(RANK_POINTS) {
                    self.rank_points_setting(table, row);
                    continue;
                }
                let names = |setting: &&Column| {
                    normal(setting.heading) == normal(&name) || normal(setting.key) == normal(&name)
                };
                let Some(setting) = SETTING_ROWS.iter().find(names) else {
                    let near = SETTING_ROWS
                        .iter()
                        .map(|setting| setting.heading)
                        .max_by(|a, b| {
                            strsim::jaro_winkler(a, &name)
                                .total_cmp(&strsim::jaro_winkler(b, &name))
                        });
                    let help = format!("did you mean {}?", near.unwrap_or_default());
                    self.fault(
                        table,
                        row,
                        0,
                        "unknown-setting",
                        "there is no such setting",
                        &help,
                    );
                    continue;
                };
                if !seen.insert(setting.key) {
                    self.fault(
                        table,
                        row,
                        0,
                        "duplicate",
                        "this setting stands above already",
                        "remove one of the two",
                    );
                    continue;
                }
                if let Some(value) = self.value(table, row, 1, setting.kind, false) {
                    set(&mut program, setting.key, value);
                    self.origins.setting(
                        setting.key,
                        Origin {
                            table: at,
                            row: row.number,
                        },
                    );
                }
            }
            table.report_others(&[], &mut self.problems);
        }
        for setting in SETTING_ROWS.iter().filter(|setting| setting.required) {
            let pointer = format!("/{}", setting.key.replace('.', "/"));
            if program.pointer(&pointer).is_none() {
                set(&mut program, setting.key, stand_in(setting.kind));
                let faulty = self.table(&SETTINGS).is_some_and(|(_, table)| {
                    table.rows.iter().any(|row| {
                        normal(&text(&table.cell(row, 0))) == normal(setting.heading)
                            && !table.cell(row, 1).is_empty()
                    })
                });
                if !faulty {
                    let sheet = self
                        .table(&SETTINGS)
                        .map_or("settings", |(_, table)| table.sheet.label());
                    self.problems.push(
                        Problem::error("missing-setting", sheet, format!("the setting {} is missing", setting.heading))
                            .help(format!("add a sheet settings with the columns setting and value, and in it the row {}", setting.heading)),
                    );
                }
                self.origins.missing_setting(&pointer);
            }
        }
        self.program = program;
    }

    fn rank_points_setting(&mut self, table: &Table<'_>, row: &Row) {
        let cell = table.cell(row, 1);
        let points: Option<Vec<i64>> = items(&text(&cell))
            .iter()
            .map(|item| item.parse().ok())
            .collect();
        match points.filter(|points| !points.is_empty()) {
            Some(points) => self.rank_points = self.rank_points.take().or(Some(points)),
            None => self.fault(
                table,
                row,
                1,
                "number",
                "this is not a list of points",
                "write 10; 6; 3",
            ),
        }
    }
}
