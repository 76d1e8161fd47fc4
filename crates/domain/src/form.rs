//! What a claim of one programme says beyond what every claim says: only its programme knows the fields.

use std::any::Any;
use std::fmt::Debug;
use std::sync::Arc;

/// A programme's own part of a claim. The kernel carries it from the row to the rules and never looks in.
#[derive(Debug, Clone)]
pub struct Form(Arc<dyn Fields>);

/// What a type needs to be carried in a [`Form`]; every type that has it is one.
trait Fields: Any + Debug + Send + Sync {
    fn same(&self, other: &dyn Fields) -> bool;
}

impl<T: Any + Debug + PartialEq + Send + Sync> Fields for T {
    fn same(&self, other: &dyn Fields) -> bool {
        (other as &dyn Any).downcast_ref::<T>() == Some(self)
    }
}

impl Form {
    /// Takes a programme's fields.
    pub fn new<T: Any + Debug + PartialEq + Send + Sync>(fields: T) -> Self {
        Self(Arc::new(fields))
    }

    /// The fields, when they are of this type: when the form is of the programme that asks.
    pub fn get<T: Any>(&self) -> Option<&T> {
        (self.0.as_ref() as &dyn Any).downcast_ref()
    }

    /// The fields to be changed, of this claim alone.
    pub fn get_mut<T: Any + Debug + PartialEq + Send + Sync + Clone>(&mut self) -> Option<&mut T> {
        if Arc::get_mut(&mut self.0).is_none() {
            *self = Self::new(self.get::<T>()?.clone());
        }
        (Arc::get_mut(&mut self.0)? as &mut dyn Any).downcast_mut()
    }
}

impl PartialEq for Form {
    fn eq(&self, other: &Self) -> bool {
        self.0.same(other.0.as_ref())
    }
}

impl Eq for Form {}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, Clone, PartialEq)]
    struct Heating {
        rooms: u8,
    }

    #[test]
    fn only_whoever_knows_the_fields_reads_a_form() {
        let form = Form::new(Heating { rooms: 3 });
        assert_eq!(form.get::<Heating>(), Some(&Heating { rooms: 3 }));
        assert_eq!(form.get::<u8>(), None);
    }

    #[test]
    fn forms_are_equal_when_their_fields_are_and_never_across_programmes() {
        let form = Form::new(Heating { rooms: 3 });
        assert_eq!(form, form.clone());
        assert_eq!(form, Form::new(Heating { rooms: 3 }));
        assert_ne!(form, Form::new(Heating { rooms: 4 }));
        assert_ne!(form, Form::new(3_u8));
    }

    #[test]
    fn a_changed_form_leaves_its_copies_as_they_were() {
        let before = Form::new(Heating { rooms: 3 });
        let mut after = before.clone();
        after.get_mut::<Heating>().unwrap().rooms = 4;
        assert_eq!(before.get(), Some(&Heating { rooms: 3 }));
        assert_eq!(after.get(), Some(&Heating { rooms: 4 }));
        assert!(after.get_mut::<u8>().is_none());
    }
}
