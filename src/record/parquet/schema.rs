//! The schema of the rows that are written: the fields of the JSON row, in the same order.

use ::parquet::basic::{LogicalType, Repetition, Type as Physical};
use ::parquet::schema::types::{Type, TypePtr};
use std::sync::Arc;

/// The schema of a row: its id, its error, the carried fields and the summary. The row of a group
/// also lists its documents. Every field is optional. Carried fields are strings; a value that is
/// not a string in the input is written as JSON.
pub(crate) fn row_schema(carried: &[String], is_grouped: bool) -> TypePtr {
    let mut fields = vec![
        string("id"),
        group(
            "error",
            vec![
                string("code"),
                string("message"),
                string("input"),
                number("line", Physical::INT64),
                number("row", Physical::INT64),
            ],
        ),
    ];
    if is_grouped {
        fields.push(list("documents", string("element")));
    }
    fields.extend(carried.iter().map(|name| string(name)));
    fields.extend([
        string("engine_version"),
        string("weights_id"),
        string("language"),
        number("language_confidence", Physical::DOUBLE),
        string("method"),
        number("sentence_count", Physical::INT32),
        list("bullets", bullet()),
        list(
            "keywords",
            element(vec![string("text"), number("score", Physical::DOUBLE)]),
        ),
        list("warnings", element(vec![string("code"), string("message")])),
    ]);
    let row = Type::group_type_builder("row").with_fields(fields);
    Arc::new(row.build().expect("a group without annotation is valid"))
}

fn bullet() -> TypePtr {
    element(vec![
        string("text"),
        number("rank", Physical::INT32),
        number("score", Physical::DOUBLE),
        number("relevance", Physical::DOUBLE),
        list("sentence_indices", number("element", Physical::INT32)),
        string("section"),
        number("document", Physical::INT32),
        list(
            "sources",
            element(vec![
                number("start", Physical::INT64),
                number("end", Physical::INT64),
            ]),
        ),
        list(
            "reasons",
            element(vec![
                string("feature"),
                number("contribution", Physical::DOUBLE),
            ]),
        ),
    ])
}

fn string(name: &str) -> TypePtr {
    let string = Type::primitive_type_builder(name, Physical::BYTE_ARRAY)
        .with_repetition(Repetition::OPTIONAL)
        .with_logical_type(Some(LogicalType::String));
    Arc::new(string.build().expect("strings are byte arrays"))
}

fn number(name: &str, physical: Physical) -> TypePtr {
    let number = Type::primitive_type_builder(name, physical).with_repetition(Repetition::OPTIONAL);
    Arc::new(
        number
            .build()
            .expect("a number without annotation is valid"),
    )
}

fn group(name: &str, fields: Vec<TypePtr>) -> TypePtr {
    let group = Type::group_type_builder(name)
        .with_repetition(Repetition::OPTIONAL)
        .with_fields(fields);
    Arc::new(group.build().expect("a group without annotation is valid"))
}

fn element(fields: Vec<TypePtr>) -> TypePtr {
    group("element", fields)
}

/// A list in the three-level form that the Parquet format requires.
fn list(name: &str, element: TypePtr) -> TypePtr {
    let repeated = Type::group_type_builder("list")
        .with_repetition(Repetition::REPEATED)
        .with_fields(vec![element]);
    let repeated = Arc::new(
        repeated
            .build()
            .expect("a group without annotation is valid"),
    );
    let list = Type::group_type_builder(name)
        .with_repetition(Repetition::OPTIONAL)
        .with_logical_type(Some(LogicalType::List))
        .with_fields(vec![repeated]);
    Arc::new(
        list.build()
            .expect("a list is a group of one repeated group"),
    )
}
