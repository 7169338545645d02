//! The sheet, the wall's choices, the timeline and the map.

use super::{map::Placed, *};
use crate::{
    model::{Alike, ArchivePath, Coordinates, Lang, PhotoRecord, Township, Village},
    report::{fixture, view::Report},
};

/// The fixture with two of its photos looking the same, in a township whose villages are placed.
fn report() -> Report {
    let mut report = fixture::report();
    report.township.villages[0].center = Some(Coordinates { lat: 35.1, lon: 117.0 });
    report.township.villages[0].radius_m = Some(1_500.0);
    let photos = &mut report.villages[0].photos;
    let paths: Vec<ArchivePath> = photos.iter().map(|photo| photo.path.clone()).collect();
    for (own, other) in [(0, 1), (1, 0)] {
        photos[own].alike = vec![Alike {
            path: paths[other].clone(),
            same_bytes: false,
            distance: 10,
            mirrored: own == 0,
            other_unit: false,
        }];
    }
    report
}

fn sheet(lang: Lang) -> String {
    contact_sheet(&report(), lang, &|_| Some(vec![0xFF, 0xD8])).expect("the sheet renders")
}

#[test]
fn the_sheet_loads_nothing_and_every_link_has_its_place() {
    for lang in [Lang::Zh, Lang::En] {
        let page = sheet(lang);
        for outside in ["http://", "https://", "url(", "@import", "<link", " style=\"", "javascript:"] {
            assert!(!page.contains(outside), "{outside}");
        }
        for source in page.split("src=\"").skip(1) {
            assert!(source.starts_with("data:image/jpeg;base64,"));
        }
        for link in page.split("href=\"").skip(1).map(|rest| rest.split('"').next().unwrap_or_default()) {
            let target = link.strip_prefix('#').expect("links stay inside");
            assert!(page.contains(&format!("id=\"{target}\"")), "{link} leads nowhere");
        }
        assert!(!page.contains("<script>alert") && page.matches("<script").count() == 1, "names are text");
    }
}

#[test]
fn the_sheet_has_what_it_is_for() {
    let page = sheet(Lang::Zh);
    for words in
        ["时间线", "地图（按各村范围绘制", "照片要素表", "疑似同一照片（左右翻转），相似度 96%", "2020-06：1 张"]
    {
        assert!(page.contains(words), "{words}");
    }
    assert!(page.contains("data-kind=\"notice-near\"") && page.contains("data-month=\"2020-06\""));
    assert!(page.contains("id=\"filters\" hidden"), "without the script there are no filters to be puzzled by");
    let english = sheet(Lang::En);
    for words in ["Timeline: photos by time", "possibly the same photo, mirrored, 96% alike", "Table of elements"] {
        assert!(english.contains(words), "{words}");
    }
    let empty = contact_sheet(&fixture::empty(), Lang::Zh, &|_| None).expect("the sheet renders");
    assert!(empty.contains("还没有照片") && !empty.contains("<svg"));
}

#[test]
fn the_list_has_a_column_for_each_element() {
    let csv = photos_csv(&report(), Lang::Zh);
    let head = csv.lines().next().unwrap_or_default();
    assert!(
        head.ends_with("待核实,照片类型,要素：时间,要素：人物,要素：地点,要素：事件,疑似同一照片,人工填写"),
        "{head}"
    );
    assert!(csv.contains("公示近景,2020-06-15（文件名）,,,清产核资公示（文件名）,"));
    assert!(csv.contains("疑似同一照片（左右翻转），相似度 96%"));
}

#[test]
fn choices_fit_together_and_make_an_address() {
    let report = report();
    let kept = |filter: PhotoFilter| all(&report).filter(|(unit, photo)| filter.keeps(unit, photo)).count();
    let total = all(&report).count();
    let with = |set: &dyn Fn(&mut PhotoFilter)| {
        let mut filter = PhotoFilter::default();
        set(&mut filter);
        filter
    };
    assert_eq!(kept(PhotoFilter::default()), total);
    assert_eq!(kept(with(&|filter| filter.kind = "notice".to_owned())), 1);
    assert_eq!(kept(with(&|filter| filter.show = "pairs".to_owned())), 2);
    assert_eq!(kept(with(&|filter| filter.month = "2020".to_owned())), 1);
    assert_eq!(kept(with(&|filter| filter.time = "no".to_owned())), total - 1);
    assert_eq!(kept(with(&|filter| filter.place = "in".to_owned())), 1);
    assert_eq!(kept(with(&|filter| filter.place = "no".to_owned())), total - 1);
    assert_eq!(kept(with(&|filter| filter.unit = "nobody".to_owned())), 0);
    let filter = with(&|filter| (filter.unit, filter.month) = ("张庄村".to_owned(), "2020-06".to_owned()));
    assert_eq!(filter.href(), "/photos?unit=%E5%BC%A0%E5%BA%84%E6%9D%91&month=2020-06");
    assert_eq!(PhotoFilter { offset: 120, ..PhotoFilter::default() }.href(), "/photos?offset=120");
}

/// A photo of a day.
fn of(day: &str) -> PhotoRecord {
    let (_, photo) = all(&report()).next().map(|(unit, photo)| (unit.clone(), photo.clone())).expect("a photo");
    let mut photo = photo;
    photo.captured.value = (!day.is_empty()).then(|| day.to_owned());
    photo
}

#[test]
fn months_become_years_where_they_are_many() {
    let made = |days: &[&str]| {
        let photos: Vec<PhotoRecord> = days.iter().map(|day| of(day)).collect();
        let line = TimelineShown::new(photos.iter(), Lang::Zh, "2019-01", |key| format!("#{key}"));
        let bars = line.bars.iter().map(|bar| (bar.key.clone(), bar.count)).collect::<Vec<_>>();
        (bars, line.undated, line.ticks.len(), line.bars.iter().any(|bar| bar.is_current))
    };
    let is = |key: &str, count| (key.to_owned(), count);
    assert_eq!(
        made(&["2018-12-31", "2019-01-02T08:00:00+08:00", "2019-01-09", ""]),
        (vec![is("2018-12", 1), is("2019-01", 2)], 1, 2, true)
    );
    assert_eq!(made(&["2000-01-01", "2019-01-02"]).0, [is("2000", 1), is("2019", 1)]);
    assert_eq!(made(&[]), (Vec::new(), 0, 0, false));
}

fn at(lat: f64, lon: f64, inside: Option<bool>) -> PhotoRecord {
    let mut photo = of("2019-01-02");
    (photo.place.lat, photo.place.lon, photo.place.inside) = (Some(lat), Some(lon), inside);
    photo
}

fn map_of(township: &Township, photos: &[PhotoRecord]) -> Option<MapShown> {
    let placed: Vec<Placed<'_>> = photos
        .iter()
        .map(|photo| Placed { photo, unit: "张庄村", href: String::new(), anchor: String::new() })
        .collect();
    MapShown::new(township, &placed, Lang::Zh)
}

#[test]
fn the_map_has_areas_and_points_in_their_places() {
    let village = |name: &str, lat| Village {
        name: name.to_owned(),
        center: Some(Coordinates { lat, lon: 117.4 }),
        radius_m: Some(1_000.0),
        ..Village::default()
    };
    let township =
        Township { villages: vec![village("北村", 35.12), village("南村", 35.08)], ..Township::default() };
    let photos =
        [at(35.12, 117.4, Some(true)), at(35.081, 117.4, Some(false)), at(31.2, 121.5, Some(false)), of("2019-01-02")];
    let map = map_of(&township, &photos[..3]).expect("a map");
    assert_eq!((map.areas.len(), map.points.len(), map.beyond.len()), (2, 2, 1));
    assert!(map.areas.iter().all(|area| area.is_circle && area.path.starts_with('M') && area.path.ends_with('Z')));
    let height = |at: &[String; 2]| at[1].parse::<f64>().expect("a number");
    assert!(height(&map.points[0].at) < height(&map.points[1].at), "north is up");
    assert!(height(&map.areas[0].at) < height(&map.areas[1].at));
    assert_eq!((map.points[0].class, map.points[1].class), ("in", "out"));
    assert!(map.points[1].title.contains("不在本村，请核实"));
    assert_eq!(map.scale[3], "500 米");
    let none: Vec<PhotoRecord> = vec![{
        let mut photo = of("");
        (photo.place.lat, photo.place.lon) = (None, None);
        photo
    }];
    assert_eq!(map_of(&township, &none), None, "no photo has a position");
}

#[test]
fn without_areas_the_map_shows_where_most_photos_are() {
    let photos = [at(35.12, 117.4, None), at(35.13, 117.41, None), at(35.12, 117.42, None), at(0.5, 0.5, None)];
    let map = map_of(&Township::default(), &photos).expect("a map");
    assert_eq!((map.areas.len(), map.points.len(), map.beyond.len()), (0, 3, 1));
    assert!(map_of(&Township::default(), &photos[..1]).is_some(), "one point");
}
